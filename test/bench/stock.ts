import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { Actor } from '@handoff/kit/actor';
import { assertion, callerHeader } from '@handoff/kit/assertion';

/** What a stock gateway is told: the supergraph's file, where each subgraph answers, the internal key, and who asks. */
export interface Stock {
  supergraph: string;
  addresses: Readonly<Record<string, string>>;
  key: string;
  actor: Actor;
}

/** As Apollo ships it, but for the signature that our subgraphs ask for. */
class SignedSource extends RemoteGraphQLDataSource {
  readonly #of: { name: string; stock: Stock };

  constructor(of: { name: string; stock: Stock }) {
    super({ url: of.stock.addresses[of.name] });
    this.#of = of;
  }

  override willSendRequest({ request }: Parameters<NonNullable<RemoteGraphQLDataSource['willSendRequest']>>[0]): void {
    const { http, ...asked } = request;
    const { key, actor } = this.#of.stock;
    const nowSeconds = Math.floor(Date.now() / 1000);
    const claim = { key, audience: this.#of.name, actor, nowSeconds, body: JSON.stringify(asked) };
    http?.headers.set(callerHeader, assertion(claim));
  }
}

/** Serves a stock Apollo gateway in this process, and prints where. */
export async function serveStock(stock: Stock): Promise<void> {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(stock.supergraph, 'utf8'),
    buildService: ({ name }) => new SignedSource({ name, stock }),
  });
  const server = new ApolloServer({ gateway });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  process.stdout.write(`stock gateway at ${url}\n`);
}
