import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoPeople } from '@handoff/migrations/seed';
import { type BotPlace, changed, holds, inBotHouse, spareChannels } from './bot-house.ts';
import { fire, settled, storm } from './bot-storm.ts';
import { type Figure, figure } from './figures.ts';
import { launcher, startProcess } from './process.ts';
import { asked, percentile } from './rounds.ts';

const bench = 'bot';
const sizes = { clicks: 40, told: 40, people: 8 } as const;

/** How quick the bot is, what it sends in a storm, what it posts twice, and how much memory it takes. */
export function benchBot(): Promise<Figure[]> {
  return inBotHouse(async place => {
    const { slack } = place;
    await settled(place);
    const memory = await idleMemory(place);
    const told = await tellings(place);
    const clicked = await clicks(place);
    const stalled = await stall(place);
    const inStorm = await storm(place);
    const limited = inStorm.rateLimited;
    slack.faults.clear();
    return [
      figure({ bench, figure: 'click to edited card, p95', samples: [percentile(clicked, 95)], atMost: 150 }),
      figure({ bench, figure: 'the same, median', samples: [percentile(clicked, 50)] }),
      figure({ bench, figure: 'commit to Slack’s receipt, p50', samples: [percentile(told, 50)], atMost: 25 }),
      figure({ bench, figure: 'the same, p99', samples: [percentile(told, 99)], atMost: 100 }),
      ...inStorm.figures,
      figure({ bench, figure: '429s in that storm', unit: 'times', samples: [limited], atMost: 0 }),
      figure({
        bench,
        figure: 'cards posted twice of 200 whose answer was lost',
        unit: 'cards',
        samples: [stalled],
        atMost: 0,
      }),
      figure({ bench, figure: 'idle memory of a bot above Node', unit: 'MB', samples: [memory], atMost: 150 }),
    ];
  });
}

/** Milliseconds from a click to the edited card, as Slack sees it: one card, judged again and again. */
async function clicks(place: BotPlace): Promise<number[]> {
  const { slack } = place;
  await fire(place, { model: 'delivery-time', count: 1, from: 0 });
  const card = () =>
    slack.workspace.messages
      .get('C03OPERATIONS')
      ?.find(each => each.text.includes('Latency') && each.blocks.length > 0);
  await holds('an alert comes to #operations', () => card() !== undefined);
  const samples: number[] = [];
  for (let i = 0; i <= sizes.clicks; i++) {
    const message = card();
    if (!message) throw new Error('The card is gone.');
    const before = message.edited?.ts;
    const began = performance.now();
    // It can be judged once somebody has seen to it.
    const judged = i % 2 === 0 ? 'alert:useful' : 'alert:noise';
    void slack.click('U12ROSA', message, i === 0 ? 'alert:acknowledge' : judged);
    await holds('a click edits the card', () => message.edited?.ts !== before);
    samples.push(performance.now() - began);
  }
  return samples;
}

/** Milliseconds from the commit of a proposal to Slack's receipt of its card, each to somebody whose turn it is. */
async function tellings(place: BotPlace): Promise<number[]> {
  const { slack, sql } = place;
  const people = demoPeople.slice(0, sizes.people);
  const ids = await Promise.all(people.map(person => idOf(place, person.email)));
  const samples: number[] = [];
  for (let i = 0; i < sizes.told + people.length; i++) {
    const assigneeId = ids[i % ids.length];
    const name = `bench-${i}`;
    await changed(place, 'registerModel model { id }', { name, task: 'OTHER', riskTier: 'LIMITED' });
    const asking = { roleKey: 'stakeholder', assigneeId, model: name };
    const { assignment } = await changed<{ assignment: { id: string } }>(
      place,
      'proposeAssignment assignment { id }',
      asking,
    );
    const posted = () =>
      slack.workspace.calls.find(
        ({ method, args }) =>
          method === 'chat.postMessage' && JSON.stringify(args.metadata ?? '').includes(assignment.id),
      );
    await holds('a proposal comes to whom it asks', () => posted() !== undefined);
    const [entry] = await sql<{ at: Date }>('SELECT at FROM event.entry WHERE subject_id = $1', [assignment.id]);
    // The first of each opens their direct messages.
    if (i >= people.length) samples.push((posted()?.at ?? 0) - (entry?.at.getTime() ?? 0));
    await sleep(1_200 / people.length);
  }
  return samples;
}

async function idOf(place: BotPlace, email: string): Promise<string> {
  const { person } = await asked<{ person: { id: string } }>(
    place,
    'query ($email: String!) { person(email: $email) { id } }',
    { email },
  );
  return person.id;
}

/** How many cards are there twice after the answers to two hundred posts were lost. */
async function stall(place: BotPlace): Promise<number> {
  const { slack } = place;
  await changed(place, 'registerModel model { id }', { name: 'bench-stalled', task: 'OTHER', riskTier: 'LIMITED' });
  for (const channel of spareChannels)
    await changed(place, 'subscribeChat subscription { id }', { channel, filter: { model: 'bench-stalled' } });
  slack.faults.api('chat.postMessage', { kind: 'dropAnswer' }, spareChannels.length);
  const [person] = demoPeople;
  const assigneeId = await idOf(place, person?.email ?? '');
  await changed(place, 'proposeAssignment assignment { id }', {
    ...{ roleKey: 'stakeholder', assigneeId, model: 'bench-stalled' },
  });
  const cards = () => spareChannels.map(id => slack.workspace.messages.get(id)?.length ?? 0);
  await holds('a card comes to each channel', () => cards().every(count => count > 0), 60);
  await settled(place);
  return cards().reduce((twice, count) => twice + Math.max(0, count - 1), 0);
}

/** Megabytes that a bot of its own holds after ten quiet seconds, above a Node that does nothing. */
async function idleMemory({ botSettings }: BotPlace): Promise<number> {
  const bot = await startProcess([launcher, 'serve', 'bot'], botSettings);
  const code = 'require("http").createServer((q, s) => s.end()).listen(process.env.PORT)';
  const bare = await startProcess(['-e', code], {});
  await sleep(10_000);
  const above = (await residentMb(bot.pid)) - (await residentMb(bare.pid));
  await Promise.all([bot.stop(), bare.stop()]);
  return above;
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
