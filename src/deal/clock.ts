import type { Instant } from './instant.js';

/** The clock by which reports are decided and questions without an instant are asked. */
export abstract class Clock {
  abstract now(): Instant;
}
