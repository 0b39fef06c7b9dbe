/** A message of a stream of server-sent events. */
export interface Told {
  id: string | null;
  event: string;
  data: { data?: Record<string, unknown>; errors?: { message: string; extensions: { code: string } }[] } | null;
}

/** A stream that is read as a browser's EventSource reads it. */
export interface Stream {
  status: number;
  /** The body, when it is no stream. */
  text: string;
  /** The next message that came and was not taken yet; throws after ten seconds without one. */
  next(): Promise<Told>;
  /** What came and was not taken yet. */
  waiting(): readonly Told[];
  /** Resolves when the server has ended it. */
  ended: Promise<void>;
  close(): void;
}

export interface StreamOptions {
  token: string;
  query: string;
  variables?: object;
  lastEventId?: string | null;
  headers?: Record<string, string>;
}

/** Opens a stream over GET. */
export async function openStream(url: string, options: StreamOptions): Promise<Stream> {
  const { token, query, variables = {}, lastEventId = null, headers = {} } = options;
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const closing = new AbortController();
  const response = await fetch(`${url}/graphql/stream?${parameters}`, {
    signal: closing.signal,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
      ...headers,
    },
  });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? '' : await response.text();
  const told: Told[] = [];
  const waiting: (() => void)[] = [];
  const came = (message: Told) => {
    told.push(message);
    waiting.shift()?.();
  };
  const ended = isStream && response.body ? readAll(response.body, came).catch(() => undefined) : Promise.resolve();
  const next = async () => {
    if (told.length === 0) await withinHalfAMinute(resolve => waiting.push(resolve));
    return told.shift() as Told;
  };
  return { status: response.status, text, next, waiting: () => told, ended, close: () => closing.abort() };
}

/** Revoked tokens are looked for every ten seconds: so long alone would be a race. */
function withinHalfAMinute(wait: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('nothing came within half a minute')), 30_000);
    wait(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function readAll(body: ReadableStream<Uint8Array>, came: (message: Told) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = messageIn(block);
      if (message) came(message);
    }
  }
}

/** A comment, or a hint how soon to connect again, is none. */
function messageIn(block: string): Told | null {
  const fields = new Map(
    block
      .split('\n')
      .map(line => /^(\w+): ?(.*)$/.exec(line)?.slice(1) as [string, string])
      .filter(Boolean),
  );
  const event = fields.get('event');
  if (event === undefined) return null;
  const data = fields.get('data') ?? '';
  return { id: fields.get('id') ?? null, event, data: data === '' ? null : JSON.parse(data) };
}

/** The model that an update of `modelChanged` is about. */
export function modelIn({ data }: Told): { id: string; name: string; revision: number; tags: string[] } {
  const model = data?.data?.modelChanged;
  if (!model) throw new Error(`no model: ${JSON.stringify(data)}`);
  return model as ReturnType<typeof modelIn>;
}
