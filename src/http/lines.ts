/** One line of an upload, without its line feed. */
export interface Line {
  /** 1-based; empty lines count. */
  readonly number: number;
  /** Null when the line is longer than is taken; what it held is not kept. */
  readonly bytes: Buffer | null;
  /** False for a last line that no line feed ends. */
  readonly ended: boolean;
}

const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines, and holds at most one of them and one chunk. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let open = new OpenLine(mostBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      open.add(chunk.subarray(start, end));
      yield { number: number++, bytes: open.bytes(), ended: true };
      open = new OpenLine(mostBytes);
      start = end + 1;
    }
    open.add(chunk.subarray(start));
  }
  if (open.length > 0) {
    yield { number, bytes: open.bytes(), ended: false };
  }
}

class OpenLine {
  length = 0;
  private pieces: Buffer[] = [];

  constructor(private readonly mostBytes: number) {}

  add(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > this.mostBytes) {
      this.pieces = [];
    } else if (piece.length > 0) {
      this.pieces.push(piece);
    }
  }

  bytes(): Buffer | null {
    if (this.length > this.mostBytes) {
      return null;
    }
    return this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
  }
}
