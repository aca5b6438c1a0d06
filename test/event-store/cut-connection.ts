import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire to a server that a test can cut, in whole or in the direction of the answers, or let stall. */
export class CutConnection {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: number;
  #accepts = true;
  #answersPass = true;
  #stalls = false;
  /** Bytes of answers that still pass; then every connection is cut, once. */
  #cutAfterBytes = Infinity;
  cuts = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
  }

  static async to(targetUrl: string): Promise<CutConnection> {
    const server = createServer();
    const wire = new CutConnection(server, portOf(targetUrl));
    server.on('connection', (socket) => wire.#join(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `esdb://127.0.0.1:${(this.#server.address() as AddressInfo).port}?tls=false`;
  }

  leadTo(targetUrl: string): void {
    this.#target = portOf(targetUrl);
  }

  cut(): void {
    this.cuts += 1;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  /** Nobody gets through until `mend`. */
  sever(): void {
    this.#accepts = false;
    this.cut();
  }

  mend(): void {
    this.#accepts = true;
    this.#answersPass = true;
    this.#stalls = false;
    this.#sockets.forEach((socket) => socket.resume());
  }

  /** What is asked reaches the server, and its answers get lost. */
  loseAnswers(): void {
    this.#answersPass = false;
  }

  /** Nothing gets through in either direction until `mend`, and nothing gets lost. */
  stall(): void {
    this.#stalls = true;
    this.#sockets.forEach((socket) => socket.pause());
  }

  cutAfter(bytes: number): void {
    this.#cutAfterBytes = bytes;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    if (!this.#accepts) {
      near.destroy();
      return;
    }
    const far = connect(this.#target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => this.#passBack(near, bytes));
    if (this.#stalls) {
      near.pause();
      far.pause();
    }
  }

  #passBack(near: Socket, bytes: Buffer): void {
    if (!this.#answersPass) {
      return;
    }
    near.write(bytes);
    this.#cutAfterBytes -= bytes.length;
    if (this.#cutAfterBytes <= 0) {
      this.#cutAfterBytes = Infinity;
      this.cut();
    }
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
