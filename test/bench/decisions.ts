import { type DecidePromotion, decidePromotion } from '@handoff/deployment/promotion/decide';
import { deploymentSubgraph, deploymentTables } from '@handoff/deployment/subgraph';
import { dealings, easePolicy, type Office, of, openOffice } from '@handoff/deployment/testing/office';
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

const sizes = { races: 1_000, contenders: 32, connections: 8, decisions: 2_000 } as const;

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
  const db = await openDatabase({ url, tables: deploymentTables, poolSize: sizes.contenders });
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
    const offices: Office[] = [];
    for (let i = 0; i < sizes.connections; i++) offices.push(await openOffice(db, subgraph));
    const took = await Promise.all(offices.map(office => decideOften(office, sizes.decisions / sizes.connections)));
    // The first ones warm caches.
    return took.flatMap(samples => samples.slice(20));
  } finally {
    await db.destroy();
  }
}

/** One person's yes to one promotion after the other; asking and taking back are not counted. */
async function decideOften(office: Office, times: number): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < times; i++) {
    const asked = await dealings(office).request();
    const input: DecidePromotion = {
      promotionId: asked.promotion?.id ?? '',
      evidenceDigest: asked.promotion?.evidenceDigest ?? '',
      decision: 'APPROVE',
    };
    const context = newContext(ground(office.db), actor(office.scientist));
    const began = performance.now();
    const { problem } = await execute(context, decidePromotion, input);
    samples.push(performance.now() - began);
    if (problem) throw new Error(`A decision was refused: ${problem.message}`);
    await office.change(office.asker, 'withdrawPromotion', of(asked));
  }
  return samples;
}
