/** A client of a service, as any program may be one. */
export interface Client {
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Reply>;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>;
  /** Sends an upload whole and gives its result lines, once answers know what it recorded. */
  readonly upload: (lines: string | Buffer) => Promise<LineResult[]>;
  /** Position of the newest event. */
  readonly head: () => Promise<number>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Bodies are looked at field by field, as any client would.
  readonly body: any;
}

export interface LineResult {
  readonly line: number;
  readonly status: number;
  readonly deal?: string;
  readonly reportId?: string;
  readonly revision?: number;
  readonly position?: number;
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export function client(url: string): Client {
  const get = async (path: string, headers = {}) => reply(await fetch(url + path, { headers }));
  /** Resolves once answers know this position. */
  const projected = async (position: number): Promise<void> => {
    if (position >= 0 && (await get(`/deals?limit=1&minPosition=${position}`)).status === 503) {
      await projected(position);
    }
  };
  return {
    get,
    async post(path, body, headers = {}) {
      return reply(
        await fetch(url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: isRaw(body) ? (body as string) : JSON.stringify(body),
        }),
      );
    },
    async upload(lines) {
      const answer = await fetch(`${url}/reports`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines,
      });
      const results = resultLines(await answer.text());
      await projected(Math.max(-1, ...results.map(({ position = -1 }) => position)));
      return results;
    },
    async head() {
      return (await get('/read-models')).body.head as number;
    },
  };
}

export function resultLines(text: string): LineResult[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LineResult);
}

function isRaw(body: unknown): boolean {
  return typeof body === 'string' || body instanceof Uint8Array;
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && !/ndjson/.test(response.headers.get('content-type')!) ? JSON.parse(text) : null,
  };
}
