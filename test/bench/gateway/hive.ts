import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { assertion, callerHeader } from '@handoff/kit/assertion';
import { benchActor, nameOf, supergraphText, urlOf } from './before-subgraphs.ts';

/**
 * Hive Gateway with its Rust planner as it comes, over our subgraphs: run as a program of its own. Each request to them
 * is signed, because they answer nobody else. Settings: those of `before-subgraphs.ts`, and BENCH_HIVE, the folder that
 * it was installed in.
 */
interface Fetching {
  url: string;
  options: { body?: unknown; headers?: Record<string, string> };
  setOptions(options: object): void;
}

interface Packages {
  createGatewayRuntime(options: object): (request: never, response: never) => unknown;
}

const from = async (name: string): Promise<unknown> =>
  import(pathToFileURL(`${process.env.BENCH_HIVE}/node_modules/${name}/dist/index.js`).href);

const { createGatewayRuntime } = (await from('@graphql-hive/gateway-runtime')) as Packages;
const { unifiedGraphHandler } = (await from('@graphql-hive/router-runtime')) as { unifiedGraphHandler: unknown };
const { key, actor } = benchActor();
const signing = {
  onFetch({ url, options, setOptions }: Fetching) {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const signature = assertion({ key, audience: nameOf(url), actor, nowSeconds, body: String(options.body) });
    setOptions({ ...options, headers: { ...options.headers, [callerHeader]: signature } });
  },
};
const transportEntries = Object.fromEntries(
  ['registry', 'deployment', 'monitoring'].map(name => [name, { location: urlOf(name) }]),
);
const transports = { http: ((await from('@graphql-mesh/transport-http')) as { default: unknown }).default };
const gateway = createGatewayRuntime({
  supergraph: supergraphText(),
  unifiedGraphHandler,
  transports,
  transportEntries,
  plugins: () => [signing],
  logging: 'error',
  graphiql: false,
  landingPage: false,
});
createServer((request, response) => void gateway(request as never, response as never)).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);
// What it sets up for the signal keeps the process alive.
process.once('SIGTERM', () => process.exit(0));
