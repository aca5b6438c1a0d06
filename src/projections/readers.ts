import { DatabaseSync } from 'node:sqlite';
import { dealClaims } from './deal-claims/projection.js';
import { DealClaims } from './deal-claims/reader.js';
import { dealList } from './deal-list/projection.js';
import { DealList } from './deal-list/reader.js';
import { eventPlaces } from './event-places/projection.js';
import { EventPlaces } from './event-places/reader.js';
import { knowledgeMap } from './knowledge-map/projection.js';
import { KnowledgeMap } from './knowledge-map/reader.js';
import { readModelPath } from './read-model-file.js';

/** The readers of one generation of read models. */
export interface Readers {
  readonly claims: DealClaims;
  readonly deals: DealList;
  readonly places: EventPlaces;
  readonly map: KnowledgeMap;
}

/** A page of a list comes from some 400 pages of the map's file, scattered; SQLite's own 2 MB would read them again each time. */
const CACHE_OF_MAP = 'PRAGMA cache_size = -16000';

/** Opens the files of a generation for reading. */
export function openReaders(
  directory: string,
  generation: number,
): { readonly readers: Readers; readonly databases: readonly DatabaseSync[] } {
  const open = (name: string) =>
    new DatabaseSync(readModelPath(directory, name, generation), { readOnly: true, timeout: 5_000 });
  const [claims, deals] = [open(dealClaims.name), open(dealList.name)];
  const [places, map] = [open(eventPlaces.name), open(knowledgeMap.name)];
  map.exec(CACHE_OF_MAP);
  const readers = {
    claims: new DealClaims(claims),
    deals: new DealList(deals),
    places: new EventPlaces(places),
    map: new KnowledgeMap(map),
  };
  return { readers, databases: [claims, deals, places, map] };
}
