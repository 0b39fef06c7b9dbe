import type { IncomingMessage } from 'node:http';
import { openNonces } from '../assertion.ts';
import { executorOf } from '../executor.ts';
import { sendJson } from '../http/health.ts';
import { type Served, serveHttp } from '../http/serve.ts';
import { tracedAnswer } from '../trace/http.ts';
import { answerGateway, type Rooms, type ServeOptions, sentAs } from './answer.ts';
import { answerStream } from './answer-stream.ts';
import { limited, mostStreams, streamPath } from './stream.ts';

/** Serves one subgraph over HTTP to gateways that hold the internal key, and to nobody else. Throws PortTaken. */
export function serveSubgraph(options: ServeOptions): Promise<Served> {
  const rooms: Rooms = { ...options, execute: executorOf(options.subgraph.schema), nonces: openNonces() };
  const { subgraph, stream, key, log } = options;
  const streams = stream && {
    name: subgraph.name,
    stream: limited(stream, mostStreams),
    key,
    nonces: rooms.nonces,
    log,
  };
  const isStream = ({ method, url }: IncomingMessage) =>
    method === 'POST' && url?.startsWith(`${streamPath}?`) === true;
  return serveHttp({ ...options, isStream }, async (request, response) => {
    if (streams && isStream(request)) {
      await answerStream(streams, request, response);
      return true;
    }
    if (request.url !== '/graphql') return false;
    await tracedAnswer({ request, response, route: '/graphql' }, async () => {
      const answer = await answerGateway(rooms, request, response);
      if (answer.status === 413) response.setHeader('connection', 'close');
      sendJson(response, sentAs(answer, request.headers.accept), answer.body);
    });
    return true;
  });
}
