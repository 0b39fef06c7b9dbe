import { openDatabase } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { type Probe, readinessWith } from '@handoff/kit/http/readiness';
import { serveHttp } from '@handoff/kit/http/serve';
import type { PartOptions, RunningPart } from '@handoff/kit/serve/part';
import { serviceToken } from '@handoff/kit/service-token';
import { startAll } from '@handoff/kit/started';
import { openBot } from './open.ts';
import { type Opening, openSoon } from './open-soon.ts';
import { botTables } from './table.ts';

/** Runs the bot in this process. It may start before the graph: until that answers, it is not ready and tries again. */
export function serveBot({ settings, log, migrations }: PartOptions): Promise<RunningPart> {
  return startAll(async keep => {
    const { databaseUrl: url, host, port, slack } = settings;
    if (!slack) throw new Error('The bot needs SLACK_BOT_TOKEN.');
    await migrate(url, migrations);
    const db = keep(await openDatabase({ url, tables: botTables }), one => one.destroy());
    const graph = { url: settings.urls.gateway, token: serviceToken(settings.internalKey, 'slack-bot') };
    const client = keep(createGraphClient({ ...graph, via: 'SLACK' }), one => one.close());
    let opening: Opening | null = null;
    const ready = readinessWith(db, {
      graph: answering(client),
      slack: async () => (opening?.bot() ? 'ready' : 'being connected'),
    });
    const server = keep(await serveHttp({ host, port, ready, log }, async () => false), one => one.close());
    opening = keep(await openSoon(() => openBot({ settings, log, db, graph }, slack), log), one => one.stop());
    return { url: server.url };
  });
}

function answering(graph: GraphClient): Probe {
  return async () => {
    const answer = await graph.request('{ __typename }', {}, { signal: AbortSignal.timeout(900) });
    return answer.kind === 'Data' ? 'ready' : 'does not answer';
  };
}
