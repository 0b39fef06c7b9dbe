import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { Actor } from '@handoff/kit/actor';
import { assertion, callerHeader } from '@handoff/kit/assertion';

/**
 * Apollo's gateway and server as they come, over our subgraphs: run as a program of its own. Nobody is identified;
 * each request is signed, because our subgraphs answer nobody else. Settings: those of `handoff serve gateway`, and
 * BENCH_ACTOR, the actor as JSON.
 */
class Signing extends RemoteGraphQLDataSource {
  constructor(name: string, url: string) {
    super({ url });
    const send = this.fetcher;
    this.fetcher = (to, request) => {
      const body = String(request?.body);
      const signature = assertion({ key, audience: name, actor, nowSeconds: Math.floor(Date.now() / 1000), body });
      return send(to, { ...request, headers: { ...request?.headers, [callerHeader]: signature } });
    };
  }
}

const key = process.env.HANDOFF_INTERNAL_KEY ?? '';
const actor = JSON.parse(process.env.BENCH_ACTOR ?? '{}') as Actor;
const urlOf = (name: string) => process.env[`${name.toUpperCase()}_URL`] ?? '';
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(new URL('../../../../gateway/supergraph.graphql', import.meta.url), 'utf8'),
  buildService: ({ name }) => new Signing(name, urlOf(name)),
});
const server = new ApolloServer({ gateway });
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(process.env.PORT) } });
