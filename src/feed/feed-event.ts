/** An event as it leaves: what filters look at, and the CloudEvent, serialised once for all who get it. */
export interface FeedEvent {
  /** In the record, 0-based and dense. */
  readonly position: number;
  readonly id: string;
  /** As the record names it, such as `TalksReported`. */
  readonly type: string;
  /** Slug of the deal. */
  readonly deal: string;
  /**
   * Names and aliases, case folded, of every party that the deal's events named up to the end of this event's report: whoever follows a
   * party hears of the whole report that names it first.
   */
  readonly parties: readonly string[];
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly recordedAt: number;
  /** The CloudEvent in structured mode (CloudEvents 1.0.2, JSON), on one line. */
  readonly json: string;
}
