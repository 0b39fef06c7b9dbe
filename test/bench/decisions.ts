import { type DecidePromotion, decidePromotion } from '@handoff/deployment/promotion/decide';
import { deploymentSubgraph, deploymentTables } from '@handoff/deployment/subgraph';
import { dealings, easePolicy, type Office, openOffice } from '@handoff/deployment/testing/office';
import { execute } from '@handoff/kit/command';
import { newContext } from '@handoff/kit/context';
import { openDatabase } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { actor, ground } from '@handoff/kit/testing/graph';
import { migrations } from '@handoff/migrations/list';
import { type Figure, figure } from './figures.ts';
import { withDatabase } from './own-database.ts';
import { type Raced, race } from './races.ts';
import { percentile } from './rounds.ts';

const sizes = { races: 1_000, contenders: 32, connections: 8, decisions: 2_400, warming: 800 } as const;

/** Races for one promotion, and how long a decision takes until it is committed. */
export async function benchRaces(): Promise<Figure[]> {
  return withDatabase(async ({ url }) => {
    await migrate(url, migrations);
    const took = await decisionTimes(url);
    const began = performance.now();
    const raced = await races(url);
    const seconds = (performance.now() - began) / 1000;
    for (const wrong of raced.wrong) process.stderr.write(`${wrong}\n`);
    process.stderr.write(`${JSON.stringify(raced.outcomes)}\n`);
    const name = `a decision commits, p95 at ${sizes.connections} connections`;
    return [
      figure({ bench: 'races', figure: name, samples: [percentile(took, 95)], atMost: 15 }),
      figure({ bench: 'races', figure: 'the same, median', samples: [percentile(took, 50)] }),
      figure({
        bench: 'races',
        figure: `rules broken in ${sizes.races.toLocaleString('en')} races of ${sizes.contenders} at once`,
        unit: 'times',
        samples: [raced.wrong.length],
        atMost: 0,
      }),
      figure({ bench: 'races', figure: 'all races', unit: 's', samples: [seconds] }),
    ];
  });
}

async function races(url: string): Promise<Raced> {
  const db = await openDatabase({ url, tables: deploymentTables, poolSize: sizes.contenders, takesTurns: false });
  try {
    return await race(db, sizes);
  } finally {
    await db.destroy();
  }
}

/** Milliseconds of each of many decisions, made over so many connections at once. */
async function decisionTimes(url: string): Promise<number[]> {
  const db = await openDatabase({ url, tables: deploymentTables, poolSize: sizes.connections });
  try {
    await easePolicy(db);
    const subgraph = await deploymentSubgraph();
    const waiting: Waiting[] = [];
    for (let i = 0; i < sizes.decisions; i++) waiting.push(await asked(await openOffice(db, subgraph)));
    const took: number[] = [];
    const decideOn = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) took.push(await decided(next));
    };
    await Promise.all(Array.from({ length: sizes.connections }, decideOn));
    // The first ones warm caches, and let the code be compiled.
    return took.slice(sizes.warming);
  } finally {
    await db.destroy();
  }
}

interface Waiting {
  office: Office;
  input: DecidePromotion;
}

/** A promotion of a model of its own that waits for a decision: while it is measured, nothing but decisions is done. */
async function asked(office: Office): Promise<Waiting> {
  const { promotion } = await dealings(office).request();
  if (!promotion) throw new Error('Nobody could ask for a promotion.');
  const { id: promotionId, evidenceDigest } = promotion;
  return { office, input: { promotionId, evidenceDigest, decision: 'APPROVE' } };
}

/** How long somebody's yes takes until it is committed, in milliseconds. */
async function decided({ office, input }: Waiting): Promise<number> {
  const context = newContext(ground(office.db), actor(office.scientist));
  const began = performance.now();
  const { problem } = await execute(context, decidePromotion, input);
  const ms = performance.now() - began;
  if (problem) throw new Error(`A decision was refused: ${problem.message}`);
  return ms;
}
