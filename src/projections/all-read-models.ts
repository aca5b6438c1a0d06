import { dealClaims } from './deal-claims/projection.js';
import { dealList } from './deal-list/projection.js';
import type { ReadModel } from './read-model.js';

export const allReadModels: readonly ReadModel[] = [dealClaims, dealList];
