import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire to a port on this machine that fails as tests want it to. */
export class FaultyWire {
  /** Added to everything that the server sends. */
  delayMs = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #swallowing = false;

  private constructor(target: () => number) {
    this.#server = createServer((client) => this.#join(client, connect(target(), '127.0.0.1')));
  }

  /** `target` is asked at every connection, so that the server behind may be another one by then. */
  static async to(target: () => number): Promise<FaultyWire> {
    const wire = new FaultyWire(target);
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  get url(): string {
    return `esdb://127.0.0.1:${(this.#server.address() as AddressInfo).port}?tls=false`;
  }

  /** From now on requests arrive and answers do not, until the connections are cut. */
  swallowAnswers(): void {
    this.#swallowing = true;
  }

  /** Cuts every connection; new ones work. */
  cut(): void {
    this.#swallowing = false;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #join(client: Socket, server: Socket): void {
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      if (!this.#swallowing) {
        setTimeout(() => client.write(bytes), this.delayMs);
      }
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
