import { eventStoreContract } from './contract.js';
import { EventStoreDbEngine } from './eventstoredb-engine.js';

eventStoreContract(
  process.env.EVENTSTORE_URL === undefined ? 'eventstoredb' : 'a real EventStoreDB',
  new EventStoreDbEngine(),
);
