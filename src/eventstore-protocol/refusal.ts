import { Metadata, status } from '@grpc/grpc-js';
import { EventDamaged, StoreUnavailable } from '../event-store/store-errors.js';

/** A call is answered with a status instead. Official clients tell refusals apart by the trailer `exception`. */
export class Refusal extends Error {
  readonly code: status;
  readonly details: string;
  readonly metadata = new Metadata();

  constructor(code: status, details: string, trailers: Readonly<Record<string, string>> = {}) {
    super(details);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    for (const [name, value] of Object.entries(trailers)) {
      this.metadata.set(name, value);
    }
  }
}

/** The stream has a tombstone: it takes nothing more and shows nothing. */
export class StreamDeleted extends Refusal {
  constructor(stream: string) {
    super(status.FAILED_PRECONDITION, `the stream ${stream} is deleted`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    });
    this.name = 'StreamDeleted';
  }
}

export function invalidArgument(details: string): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, details);
}

export function unavailable(details: string): Refusal {
  return new Refusal(status.UNAVAILABLE, details);
}

export function writesRefused(): Refusal {
  return new Refusal(
    status.PERMISSION_DENIED,
    'records go through the rules: report to Knownwhen over HTTP or with `knownwhen record`; this port only reads',
    { exception: 'access-denied' },
  );
}

/** The status that tells a client what went wrong with the record. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  const details = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreUnavailable) {
    return unavailable(details);
  }
  return new Refusal(error instanceof EventDamaged ? status.DATA_LOSS : status.UNKNOWN, details);
}
