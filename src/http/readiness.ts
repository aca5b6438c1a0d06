/** Whether the record and the read models can be relied on now. */
export abstract class Readiness {
  /** Sentences for an operator, each one thing that is wrong; empty when all is well. */
  abstract reasons(): readonly string[];
}
