import { dealClaims } from './deal-claims/projection.js';
import { dealList } from './deal-list/projection.js';
import { eventPlaces } from './event-places/projection.js';
import { knowledgeMap } from './knowledge-map/projection.js';
import type { ReadModel } from './read-model.js';

/** In the order in which each takes in a page. */
export const allReadModels: readonly ReadModel[] = [dealClaims, dealList, eventPlaces, knowledgeMap];
