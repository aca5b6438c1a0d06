import { eventStoreContract } from './contract.js';
import { SqliteEngine } from './sqlite-engine.js';

eventStoreContract('sqlite', new SqliteEngine());
