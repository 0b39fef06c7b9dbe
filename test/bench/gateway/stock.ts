import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { assertion, callerHeader } from '@handoff/kit/assertion';
import { benchActor, supergraphText, urlOf } from './before-subgraphs.ts';

/**
 * Apollo's gateway and server as they come, over our subgraphs: run as a program of its own. Each request to them is
 * signed, because they answer nobody else. Settings: those of `before-subgraphs.ts`.
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

const { key, actor } = benchActor();
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const gateway = new ApolloGateway({
  supergraphSdl: supergraphText(),
  buildService: ({ name }) => new Signing(name, urlOf(name)),
});
const server = new ApolloServer({ gateway });
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(process.env.PORT) } });
