import type { FeedBlock } from './feed-blocks.js';
import type { FeedEvent } from './feed-event.js';
import type { FeedFilter } from './feed-filter.js';
import { frameOf } from './sse-frames.js';

/** Characters of the frames of one piece, but for its last. */
const MOST_PIECE_CHARACTERS = 192 * 1024;
/** Pieces kept for others who are at the same place. */
const MOST_PIECES = 64;

/** A piece of a stream. */
export interface Piece {
  /** Null when no event of it passed the filter. */
  readonly bytes: Buffer | null;
  /** The position up to which it goes. */
  readonly last: number;
  /** The position of its last event that passed. */
  readonly told: number;
}

/** Pieces of streams as bytes, made once for those who are at the same place and want everything. */
export class SharedFrames {
  private readonly pieces = new Map<string, Piece>();

  /** The piece that begins at a position of a block. */
  of(
    block: FeedBlock,
    from: number,
    filter: FeedFilter,
    passes: (filter: FeedFilter, event: FeedEvent) => boolean,
  ): Piece {
    const wanted = Object.keys(filter).length === 0;
    const key = `${from}-${block.start + block.events.length}`;
    const kept = wanted ? this.pieces.get(key) : undefined;
    if (kept) {
      return kept;
    }
    const piece = cut(block, from, (event) => wanted || passes(filter, event));
    if (wanted) {
      this.keep(key, piece);
    }
    return piece;
  }

  clear(): void {
    this.pieces.clear();
  }

  private keep(key: string, piece: Piece): void {
    this.pieces.set(key, piece);
    if (this.pieces.size > MOST_PIECES) {
      this.pieces.delete(this.pieces.keys().next().value!);
    }
  }
}

function cut(block: FeedBlock, from: number, passes: (event: FeedEvent) => boolean): Piece {
  let text = '';
  let [last, told] = [from - 1, from - 1];
  for (let place = from - block.start; place < block.events.length; place++) {
    const event = block.events[place]!;
    last = event.position;
    if (passes(event)) {
      text += frameOf(event);
      told = last;
    }
    if (text.length >= MOST_PIECE_CHARACTERS) {
      break;
    }
  }
  return { bytes: text === '' ? null : Buffer.from(text), last, told };
}
