/** What the name of every stream in the record begins with, whatever the cluster calls it. */
const OURS = 'deal-';

/** A deal's stream is `deal-<slug>` in the record and `<prefix><slug>` in a cluster that is shared with others. */
export class StreamNames {
  readonly prefix: string;
  /** Says that the record was made as a copy of another, and what was copied. It moves no position. */
  readonly copyStream: string;

  constructor(prefix: string = OURS) {
    if (prefix === '' || prefix.startsWith('$')) {
      throw new RangeError(
        'the prefix of the deal streams is at least one character and does not begin with $',
      );
    }
    this.prefix = prefix;
    this.copyStream = `knownwhen-copy(${prefix})`;
    if (this.copyStream.startsWith(prefix)) {
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

  /** Streams whose names begin so are followed: the deals', that of the copy, and those that tell the server to truncate them. */
  get followed(): string[] {
    return [this.prefix, this.copyStream].flatMap((name) => [name, `$$${name}`]);
  }

  /** The stream that a metadata stream is about; undefined for any other stream. */
  ruledBy(clusterStream: string): string | undefined {
    return clusterStream.startsWith('$$') ? clusterStream.slice(2) : undefined;
  }
}
