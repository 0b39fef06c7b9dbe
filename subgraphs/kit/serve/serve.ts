import { openNonces } from '../assertion.ts';
import { executorOf } from '../executor.ts';
import { sendJson } from '../http/health.ts';
import { type Served, serveHttp } from '../http/serve.ts';
import { answerGateway, type Rooms, type ServeOptions } from './answer.ts';

/** Serves one subgraph over HTTP to gateways that hold the internal key, and to nobody else. Throws PortTaken. */
export function serveSubgraph(options: ServeOptions): Promise<Served> {
  const rooms: Rooms = { ...options, execute: executorOf(options.subgraph.schema), nonces: openNonces() };
  return serveHttp(options, async (request, response) => {
    if (request.url !== '/graphql') return false;
    const { status, body } = await answerGateway(rooms, request, response);
    if (status === 413) response.setHeader('connection', 'close');
    sendJson(response, status, body);
    return true;
  });
}
