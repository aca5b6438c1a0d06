import { hash } from 'node:crypto';

/**
 * The Merkle tree hash of RFC 6962 (section 2.1) over the leaf hashes of a record's events, taken in one by one in position
 * order. Two records with the same count and hash hold the same events, byte for byte.
 */
export class RecordRoot {
  /** Complete subtrees, the largest first; their sizes are the binary digits of the count. */
  readonly #subtrees: Buffer[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** In base64. */
  get hash(): string {
    return this.#subtrees.length === 0
      ? hash('sha256', '', 'base64')
      : this.#subtrees.reduceRight((right, left) => node(left, right)).toString('base64');
  }

  /** `leaf` is in base64. */
  add(leaf: string): void {
    let subtree: Buffer = Buffer.from(leaf, 'base64');
    for (let size = this.#count; size % 2 === 1; size = (size - 1) / 2) {
      subtree = node(this.#subtrees.pop()!, subtree);
    }
    this.#subtrees.push(subtree);
    this.#count += 1;
  }
}

const NODE = Buffer.of(1);

function node(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}
