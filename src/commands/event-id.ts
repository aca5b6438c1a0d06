import { v5 as uuidV5 } from 'uuid';

/** Namespace of the ids of deal events; chosen once, never changed. */
const DEAL_EVENTS = '6c1f64b5-3d0d-5f6e-9d0e-7f1d3c0a9b52';

/**
 * The id of one claim's event: UUID version 5 (RFC 9562) of its deal, its report and its place there. The same claim gets
 * the same id on every node and every retry, which makes appends repeatable.
 */
export function eventId(deal: string, reportId: string, index: number): string {
  return uuidV5(JSON.stringify([deal, reportId, index]), DEAL_EVENTS);
}
