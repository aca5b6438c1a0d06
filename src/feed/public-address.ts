/** The address at which integrators reach the service; documents and events refer to it. */
export class PublicAddress {
  private base: string;

  /** `given` is the address that the settings name, if they do; `listening` that at which the service is to listen. */
  constructor(
    private readonly given: string | undefined,
    listening: string,
  ) {
    this.base = withoutSlash(given ?? listening);
  }

  /** Where the service listens is only known once it does: port 0 picks a free one. */
  listensAt(url: string): void {
    if (this.given === undefined) {
      this.base = withoutSlash(url);
    }
  }

  /** Without a slash at its end. */
  get url(): string {
    return this.base;
  }

  /** Whether the settings name it: then it is the same on every node, and stays. */
  get isGiven(): boolean {
    return this.given !== undefined;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
