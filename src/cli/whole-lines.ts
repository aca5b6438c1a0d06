const LINE_FEED = 0x0a;

/** A longer piece without a line feed is handed on as it is: whoever reads the lines refuses it. */
const MOST_HELD_BYTES = 4 * 1024 * 1024;

/** The bytes of an input in pieces that end with a line, so that an input that is cut short holds no half line. */
export async function* wholeLines(
  input: AsyncIterable<Buffer | string>,
  stop: AbortSignal,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  try {
    for await (const piece of input) {
      if (stop.aborted) {
        return;
      }
      const chunk = Buffer.from(piece as Buffer);
      onBytes(chunk.length);
      const end = heldBytes > MOST_HELD_BYTES ? chunk.length : chunk.lastIndexOf(LINE_FEED) + 1;
      if (end > 0) {
        yield Buffer.concat([...held, chunk.subarray(0, end)]);
        held = [];
        heldBytes = 0;
      }
      held.push(chunk.subarray(end));
      heldBytes += chunk.length - end;
    }
  } catch (error) {
    if (stop.aborted) {
      return;
    }
    throw error;
  }
  if (heldBytes > 0) {
    yield Buffer.concat(held);
  }
}
