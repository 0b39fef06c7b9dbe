import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** A piece of a trace as it was sent. */
export interface Sent {
  service: string;
  name: string;
  /** By OTLP's numbers: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  traceId: string;
  spanId: string;
  /** Empty: it is the first of its trace. */
  parentSpanId: string;
  attributes: Record<string, unknown>;
  failed: boolean;
}

/** What takes traces as OTLP over HTTP. */
export interface Receiver {
  url: string;
  /** All pieces that came as JSON, in the order in which they ended. */
  sent(): readonly Sent[];
  /** Each request as it came; the body is not packed any more. */
  requests: { path: string; headers: IncomingMessage['headers']; body: Buffer }[];
  stop(): Promise<void>;
}

/** Starts one on loopback. status: what it answers. */
export async function startReceiver(status = 200): Promise<Receiver> {
  const requests: Receiver['requests'] = [];
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const raw = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    if (request.headers['content-type'] === 'application/json') sent.push(...spansIn(body));
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, sent: () => sent, requests, stop };
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

interface Traces {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<Sent, 'service' | 'attributes' | 'failed'> & {
        attributes: Attribute[];
        status: { code?: number };
      })[];
    }[];
  }[];
}

function spansIn(body: Buffer): Sent[] {
  const { resourceSpans } = JSON.parse(body.toString()) as Traces;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    const spans = scopeSpans.flatMap(scope => scope.spans);
    return spans.map(({ attributes, status, parentSpanId, ...span }) => ({
      ...span,
      service,
      parentSpanId: parentSpanId ?? '',
      attributes: valuesOf(attributes),
      failed: status.code === 2,
    }));
  });
}

function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** The names from the first piece of a trace down to this one. Throws when one between them was not sent. */
export function wayTo(sent: readonly Sent[], last: Sent, until = ''): string[] {
  const way = [last.name];
  for (let at = last; at.parentSpanId !== until; ) {
    const above = sent.find(each => each.spanId === at.parentSpanId && each.traceId === at.traceId);
    if (!above) throw new Error(`what ${at.service} ${at.name} is part of was not sent: ${way.join(' < ')}`);
    way.unshift(above.name);
    at = above;
  }
  return way;
}
