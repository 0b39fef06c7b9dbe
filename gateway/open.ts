import { activePeople } from '@handoff/kit/access/identity';
import type { Db } from '@handoff/kit/database/database';
import { serviceToken } from '@handoff/kit/service-token';
import type { Settings } from '@handoff/kit/settings';
import { openBudgets } from './budget/budgets.ts';
import { keepSharing } from './budget/share.ts';
import { forCallers } from './for-callers.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import type { Graph } from './graph.ts';
import { createIdentify } from './identify.ts';
import { openFeed } from './live/feed.ts';
import { lookupIn } from './lookup.ts';
import { openOidc } from './oidc/sign-in.ts';
import { openOperations } from './operations/known.ts';
import { openOidcPages } from './page/sign-in/provider.ts';

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
