import { accessTables } from '@handoff/kit/access/table';
import { openDatabase } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { readinessWith } from '@handoff/kit/http/readiness';
import type { PartOptions, RunningPart } from '@handoff/kit/serve/part';
import { streamsOver } from '@handoff/kit/serve/stream-wire';
import { startAll } from '@handoff/kit/started';
import { planned, type Source } from './federation.ts';
import { overHttp } from './http.ts';
import type { Join } from './join.ts';
import { openGateway } from './open.ts';
import { probesOf } from './probe.ts';

/**
 * Serves the gateway in this process, over subgraphs in others. It may start before them, and is ready once each has
 * answered. joinOver: what plans which of them is asked what; the Apollo gateway unless told otherwise.
 */
export function serveGateway(
  { settings, log, migrations }: PartOptions,
  supergraph: string,
  joinOver: (source: Source) => Join = planned,
): Promise<RunningPart> {
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
      join: joinOver(source),
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
