import { type BotPlace, changed, holds } from './bot-house.ts';
import { type Figure, figure } from './figures.ts';

const sizes = { firings: 2_000, seconds: 4, batch: 50 } as const;
const groups = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `bench-group-${name}`);
const channels = ['C02GROWTH', 'C03OPERATIONS'];

/** Alerts as an Alertmanager sends them. */
export interface Firing {
  model: string;
  count: number;
  /** The number of the first, which tells it from others. */
  from: number;
}

/** Sends alerts of a model, each with a fingerprint of its own. */
export async function fire({ url, token }: BotPlace, { model, count, from }: Firing): Promise<void> {
  const alerts = Array.from({ length: count }, (_, i) => ({
    status: 'firing',
    labels: { alertname: 'Latency', model, severity: 'warning', shard: String(from + i) },
    annotations: { summary: `Latency of shard ${from + i}` },
    startsAt: new Date().toISOString(),
    fingerprint: `${model}-${from + i}`,
  }));
  const response = await fetch(`${url}/ingest/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', groupKey: model, alerts }),
  });
  if (response.status !== 200) throw new Error(await response.text());
}

/** Waits until nothing is due in the graph and nothing waits in the outbox. */
export function settled({ sql }: BotPlace): Promise<void> {
  return holds(
    'nothing waits to be told',
    async () => {
      const [left] = await sql<{ left: string }>(
        `SELECT (SELECT count(*) FROM event.notification WHERE state IN ('DUE', 'LEASED'))
           + (SELECT count(*) FROM bot.outbox WHERE state = 'DUE') AS left`,
      );
      return Number(left?.left) === 0;
    },
    60,
  );
}

/** What a storm led to. */
export interface Stormed {
  figures: Figure[];
  rateLimited: number;
}

/** Two thousand alerts in four seconds, of six groups whose teams have two channels. */
export async function storm(place: BotPlace): Promise<Stormed> {
  const { slack } = place;
  for (const [i, name] of groups.entries()) {
    const team = i % 2 === 0 ? 'growth' : 'operations';
    await changed(place, 'registerModel model { id }', { name, task: 'OTHER', riskTier: 'LIMITED', team });
  }
  await settled(place);
  const before = slack.workspace.calls.length;
  slack.workspace.calls.length = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: sizes.firings / sizes.batch }, async (_, i) => {
      await new Promise(resolve => setTimeout(resolve, (i * sizes.seconds * 1000 * sizes.batch) / sizes.firings));
      await fire(place, { model: groups[i % groups.length] ?? '', count: sizes.batch, from: i * sizes.batch });
    }),
  );
  const firedIn = (performance.now() - began) / 1000;
  await settled(place);
  const drainedIn = (performance.now() - began) / 1000 - Math.max(firedIn, sizes.seconds);
  const calls = slack.workspace.calls.filter(({ method }) => method.startsWith('chat.'));
  process.stderr.write(`${before} calls before; ${JSON.stringify(await counted(place))}\n`);
  const name = `${sizes.firings.toLocaleString('en')} alerts in ${sizes.seconds} s, ${groups.length} groups, 2 channels`;
  return {
    rateLimited: calls.filter(({ ok }) => !ok).length,
    figures: [
      figure({ bench: 'bot', figure: `${name}: calls of Slack`, unit: 'calls', samples: [calls.length], atMost: 20 }),
      figure({ bench: 'bot', figure: `${name}: drained after the last`, unit: 's', samples: [drainedIn], atMost: 5 }),
      figure({ bench: 'bot', figure: `${name}: taken in`, unit: 's', samples: [firedIn] }),
      figure({
        ...{ bench: 'bot', figure: `${name}: of them not told of`, unit: 'alerts', atMost: 0 },
        samples: [sizes.firings - (await toldOf(place))],
      }),
    ],
  };
}

async function toldOf({ sql }: BotPlace): Promise<number> {
  const [told] = await sql<{ told: string }>(
    `SELECT count(DISTINCT a.subject_id) AS told FROM bot.arrival a JOIN monitoring.alert l ON l.id = a.subject_id
     WHERE l.fingerprint LIKE '%bench-group-%' AND a.destination = ANY($1::text[])`,
    [channels.map(id => `ch:${id}`)],
  );
  return Number(told?.told ?? 0);
}

function counted({ sql }: BotPlace): Promise<object[]> {
  return sql(
    'SELECT destination, count(*) AS alerts, count(storm_id) AS "inStorm" FROM bot.arrival GROUP BY destination',
  );
}
