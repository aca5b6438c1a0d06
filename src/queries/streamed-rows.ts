import type { Held } from './questions.js';

/** Rows that come as they are asked for, once. */
export interface StreamedRows<Row> {
  readonly rows: AsyncIterable<Row>;
  /** Lets go of what the rows are read from; whoever has the rows calls it, whether all were taken or none. */
  readonly close: () => void;
}

/**
 * Rows read from what is held, which is released once they are all taken or when they are closed. Work begins with the
 * first row that is taken, and stops soon after it was closed.
 */
export function streamedRows<Row>(
  { release }: Held,
  rowsOf: (isStopped: () => boolean) => AsyncIterable<Row>,
): StreamedRows<Row> {
  let isClosed = false;
  async function* read(): AsyncGenerator<Row> {
    try {
      for await (const row of rowsOf(() => isClosed)) {
        if (isClosed) {
          return;
        }
        yield row;
      }
    } finally {
      release();
    }
  }
  const rows = read();
  return {
    rows,
    close() {
      isClosed = true;
      // A generator that never began has no end of its own.
      void rows.return(undefined).finally(release);
    },
  };
}
