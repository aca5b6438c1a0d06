import { request, type IncomingMessage } from 'node:http';

/** A message of a stream of server-sent events, with the id that it came with. */
export interface Message {
  readonly id: string;
  readonly data: string;
}

/** A small reader of server-sent events over plain HTTP, for tests that look at each of them. */
export class StreamReader {
  text = '';
  private readonly messages: Message[] = [];
  private readonly arrivals = new Set<() => void>();
  /** How it came to an end. */
  readonly ended: Promise<'in good order' | 'cut off'>;
  private open = '';
  private lastId = '';
  private over = false;

  private constructor(private readonly reply: IncomingMessage) {
    reply.setEncoding('utf8');
    reply.on('data', (chunk: string) => this.read(chunk));
    this.ended = new Promise((resolve) => {
      reply.once('close', () => {
        this.over = true;
        this.arrivals.forEach((arrived) => arrived());
        resolve(reply.complete ? 'in good order' : 'cut off');
      });
    });
    reply.on('error', () => {}); // told by how it ended
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<StreamReader> {
    const reply = await replyTo(url, headers);
    if (reply.statusCode !== 200) {
      throw new Error(`answered ${reply.statusCode}`);
    }
    return new StreamReader(reply);
  }

  static async refusal(
    url: string,
    headers: Record<string, string>,
  ): Promise<{ status?: number; body: unknown }> {
    const reply = await replyTo(url, headers);
    let text = '';
    for await (const chunk of reply.setEncoding('utf8')) {
      text += String(chunk);
    }
    return { ...(reply.statusCode !== undefined && { status: reply.statusCode }), body: JSON.parse(text) };
  }

  get headers(): IncomingMessage['headers'] {
    return this.reply.headers;
  }

  /** The id to come back with. */
  get lastEventId(): string {
    return this.lastId;
  }

  /** The next messages; fewer when the stream ends before. */
  async take(count: number): Promise<Message[]> {
    while (this.messages.length < count && !this.over) {
      await new Promise<void>((resolve) => {
        const arrived = () => {
          this.arrivals.delete(arrived);
          resolve();
        };
        this.arrivals.add(arrived);
      });
    }
    return this.messages.splice(0, count);
  }

  /** Takes nothing more until it is resumed. */
  stall(): void {
    this.reply.pause();
  }

  resume(): void {
    this.reply.resume();
  }

  close(): void {
    this.reply.destroy();
  }

  private read(chunk: string): void {
    this.text = this.text.length < 1_000 ? this.text + chunk : this.text;
    const blocks = (this.open + chunk).split('\n\n');
    this.open = blocks.pop()!;
    for (const block of blocks) {
      const fields = Map.groupBy(block.split('\n'), (line) => line.split(':')[0]!);
      const valueOf = (field: string) =>
        fields
          .get(field)
          ?.map((line) => line.slice(field.length + 2))
          .join('\n');
      this.lastId = valueOf('id') ?? this.lastId;
      const data = valueOf('data');
      if (data !== undefined) {
        this.messages.push({ id: this.lastId, data });
      }
    }
    this.arrivals.forEach((arrived) => arrived());
  }
}

function replyTo(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, resolve).once('error', reject).end();
  });
}
