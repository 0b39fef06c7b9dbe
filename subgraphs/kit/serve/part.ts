import type { Caller } from '../caller.ts';
import { createCallerGraph } from '../caller-graph.ts';
import { contextFor, type Ground } from '../context.ts';
import { openDatabase, type Table } from '../database/database.ts';
import { type MigrationClass, migrate } from '../database/migrate.ts';
import { createGraphClient, type GraphClient } from '../graph-client.ts';
import { readinessWith } from '../http/readiness.ts';
import type { Log } from '../log.ts';
import type { Loop } from '../loop.ts';
import { listenForDue } from '../notification/wake.ts';
import { serviceToken } from '../service-token.ts';
import type { PartSettings } from '../settings/parts.ts';
import type { Settings } from '../settings.ts';
import { type Keep, type Running, startAll } from '../started.ts';
import type { Subgraph } from '../subgraph.ts';
import { serveSubgraph } from './serve.ts';
import type { StreamDoor } from './stream.ts';

/** A subgraph, and all that it takes to run it. */
export interface SubgraphPart {
  name: Subgraph['name'];
  build(): Promise<Subgraph>;
  tables: readonly Table[];
  /** Starts what goes on in the background. */
  work(ground: Ground, settings: Settings): Loop[];
  /** Takes streams beside GraphQL. */
  stream?(ground: Ground): StreamDoor;
  /** Puts into the database what must be there before anything is asked; by several processes at once, too. */
  prepare?(ground: Ground, settings: PartSettings): Promise<void>;
}

/** What every part in a process of its own is started with. */
export interface PartOptions {
  settings: PartSettings;
  log: Log;
  migrations: readonly MigrationClass[];
}

/** A part in a process of its own: where it listens, and how to end it. */
export interface RunningPart extends Running {
  url: string;
}

/** Serves a subgraph in this process. It may start before those it asks: until they answer, what needs them is refused. */
export function serveSubgraphPart(
  part: SubgraphPart,
  { settings, log, migrations }: PartOptions,
): Promise<RunningPart> {
  return startAll(async keep => {
    const url = settings.databaseUrl;
    await migrate(url, migrations);
    const ground = await openGround(keep, {
      url,
      tables: part.tables,
      log,
      graph: keep(graphFor(part.name, settings), one => one.close()),
    });
    await part.prepare?.(ground, settings);
    for (const loop of part.work(ground, settings)) keep(loop, one => one.stop());
    const { host, port, internalKey: key } = settings;
    const subgraph = await part.build();
    const ready = readinessWith(ground.db, {});
    const context = (caller: Caller) => contextFor(ground, caller);
    const server = await serveSubgraph({
      subgraph,
      context,
      stream: part.stream?.(ground),
      key,
      host,
      port,
      ready,
      log,
    });
    return { url: keep(server, one => one.close()).url };
  });
}

export interface GroundOptions {
  url: string;
  tables: readonly Table[];
  log: Log;
  graph: GraphClient;
  poolSize?: number;
}

/** Opens what a subgraph stands on: connections to the database, one of them to be woken by. */
export async function openGround(keep: Keep, { url, tables, log, graph, poolSize }: GroundOptions): Promise<Ground> {
  const db = keep(await openDatabase({ url, tables, poolSize }), one => one.destroy());
  const wake = keep(await listenForDue(url, log), one => one.stop());
  return { db, log, wake, graph };
}

/** The graph as the subgraph's own account; registry, which decides nothing by what others know, asks it for its callers. */
function graphFor(name: Subgraph['name'], { urls, internalKey }: PartSettings): GraphClient {
  if (name === 'registry') return createCallerGraph({ url: urls.gateway, internalKey });
  return createGraphClient({ url: urls.gateway, token: serviceToken(internalKey, name), via: 'GRAPHQL' });
}
