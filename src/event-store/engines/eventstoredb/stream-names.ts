/** What the name of every stream in the record begins with, whatever the cluster calls it. */
const OURS = 'deal-';

/**
 * A deal's stream is `deal-<slug>` in the record and `<prefix><slug>` in a cluster that is shared with others. A stream beside
 * the deals is `knownwhen-beside(<prefix>)<name>` there.
 */
export class StreamNames {
  readonly prefix: string;
  /** Says that the record was made as a copy of another, and what was copied. It moves no position. */
  readonly copyStream: string;
  readonly #besidePrefix: string;

  constructor(prefix: string = OURS) {
    if (prefix === '' || prefix.startsWith('$')) {
      throw new RangeError(
        'the prefix of the deal streams is at least one character and does not begin with $',
      );
    }
    this.prefix = prefix;
    this.copyStream = `knownwhen-copy(${prefix})`;
    this.#besidePrefix = `knownwhen-beside(${prefix})`;
    if (this.copyStream.startsWith(prefix) || this.#besidePrefix.startsWith(prefix)) {
      throw new RangeError(`the prefix of the deal streams must not be "${prefix}"`);
    }
  }

  /** Undefined where no such stream can be in the record. */
  inCluster(stream: string): string | undefined {
    return stream.startsWith(OURS) ? this.prefix + stream.slice(OURS.length) : undefined;
  }

  inRecord(clusterStream: string): string {
    return clusterStream.startsWith(this.prefix)
      ? OURS + clusterStream.slice(this.prefix.length)
      : clusterStream;
  }

  besideInCluster(stream: string): string {
    return this.#besidePrefix + stream;
  }

  /** The name in the record of a stream beside the deals; undefined for any other stream. */
  beside(clusterStream: string): string | undefined {
    return clusterStream.startsWith(this.#besidePrefix)
      ? clusterStream.slice(this.#besidePrefix.length)
      : undefined;
  }

  /**
   * Streams whose names begin so are followed: the deals', that of the copy, and those that tell the server to truncate
   * them; and those beside the deals.
   */
  get followed(): string[] {
    const whole = [this.prefix, this.copyStream].flatMap((name) => [name, `$$${name}`]);
    return [...whole, this.#besidePrefix];
  }

  /** The stream that a metadata stream is about; undefined for any other stream. */
  ruledBy(clusterStream: string): string | undefined {
    return clusterStream.startsWith('$$') ? clusterStream.slice(2) : undefined;
  }
}
