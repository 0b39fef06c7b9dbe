import { activePeople } from '@handoff/kit/access/identity';
import { accessTables } from '@handoff/kit/access/table';
import { type Db, openDatabase } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { readinessWith } from '@handoff/kit/http/readiness';
import type { PartOptions, RunningPart } from '@handoff/kit/serve/part';
import { streamsOver } from '@handoff/kit/serve/stream-wire';
import { serviceToken } from '@handoff/kit/service-token';
import type { Settings } from '@handoff/kit/settings';
import { startAll } from '@handoff/kit/started';
import { openBudgets } from './budget/budgets.ts';
import { keepSharing } from './budget/share.ts';
import { planned } from './federation.ts';
import { forCallers } from './for-callers.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import type { Graph } from './graph.ts';
import { overHttp } from './http.ts';
import { createIdentify } from './identify.ts';
import { openFeed } from './live/feed.ts';
import { lookupIn } from './lookup.ts';
import { openOidc } from './oidc/sign-in.ts';
import { openOperations } from './operations/known.ts';
import { openOidcPages } from './page/sign-in/provider.ts';
import { probesOf } from './probe.ts';

/** What differs between one process and several; the rest comes from settings and database. */
export type OpenGatewayOptions = Pick<
  GatewayOptions,
  'supergraph' | 'join' | 'ready' | 'extra' | 'graphiql' | 'log' | 'observations'
> & {
  settings: Settings;
  db: Db;
  /** Of the same database. */
  databaseUrl: string;
  /** HANDOFF_INTERNAL_KEY: by it the parts know each other. */
  key: string;
  /** Whether anybody may be anybody: the demo. */
  demo: boolean;
};

/** Opens the gateway where the settings say, with callers looked up in the database. */
export async function openGateway({
  settings,
  db,
  databaseUrl,
  key,
  demo,
  ...options
}: OpenGatewayOptions): Promise<Gateway> {
  const { host, port, publicUrl } = settings;
  const { log } = options;
  const mlflowSecrets = settings.mlflow?.secrets ?? [];
  const lookup = lookupIn(db, log);
  const oidc = settings.oidc && openOidc(settings.oidc, { lookup, log });
  const identify = (graph: Graph) => forCallers(createIdentify(lookup, { accessTokens: oidc?.(graph) }), { key, log });
  const oidcPages = settings.oidc?.client ? openOidcPages(settings.oidc, { lookup, log }) : null;
  const demoPeople = demo ? () => activePeople(db) : null;
  const pages = { secret: key, personByIdentity: lookup.personByIdentity, demoPeople, oidc: oidcPages };
  const budgets = openBudgets({ limits: settings.budgets });
  const free = new Set((['deployment', 'monitoring'] as const).map(name => serviceToken(key, name)));
  const operations = openOperations(settings.operations.known, { only: settings.operations.only, free });
  const streamsPerCaller = settings.streamsPerCaller;
  const gateway = await startGateway({
    ...{ ...options, host, port, publicUrl, mlflowSecrets, identify, pages, budgets, operations, streamsPerCaller },
    openFeed: () => openFeed({ db, url: databaseUrl, log }),
  });
  const sharing = keepSharing(db, budgets, log);
  return { ...gateway, close: () => gateway.close().finally(() => sharing.stop()) };
}

/** Serves the gateway in this process, over subgraphs in others. It may start before them, and is ready once each has answered. */
export function serveGateway({ settings, log, migrations }: PartOptions, supergraph: string): Promise<RunningPart> {
  return startAll(async keep => {
    const { databaseUrl: url, internalKey: key, urls } = settings;
    await migrate(url, migrations);
    const db = keep(await openDatabase({ url, tables: accessTables }), one => one.destroy());
    const { registry, deployment, monitoring } = urls;
    const addresses = { registry, deployment, monitoring };
    const { source, close } = keep(overHttp({ addresses, key }), one => one.close());
    const ready = readinessWith(db, probesOf({ source, close }, Object.keys(addresses)));
    const graphiql = { token: null, tabs: [] };
    const streams = keep(streamsOver({ name: 'monitoring', addresses: monitoring, key }), one => one.close());
    const gateway = await openGateway({
      settings,
      db,
      databaseUrl: url,
      key,
      supergraph,
      join: planned(source),
      ready,
      extra: [],
      observations: streams.door,
      graphiql,
      demo: false,
      log,
    });
    return { url: keep(gateway, one => one.close()).url };
  });
}
