import { firstRow, rows, write } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Dealings, dealings, type Office, of, openOffice } from '../testing/office.ts';
import { traffic } from './table.ts';

let database: TestDatabase;
let subgraph: Subgraph;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
});
afterAll(() => database.drop());

const moves = ['promote 1', 'promote 2', 'fail 1', 'fail 2', 'roll back', 'retire'] as const;
type Move = (typeof moves)[number];

/** What should run, by the simplest rules there are, and what going back from it leads to. */
interface Expected {
  live: string | null;
  back: { promotionId: string | undefined; to: string | null } | null;
}

interface Seen {
  at: Date;
  live: string | null;
}

/** An instant by the clock of the database, with nothing else in its millisecond. */
async function instant(): Promise<Date> {
  const pause = () => new Promise(resolve => setTimeout(resolve, 3));
  await pause();
  const found = await firstRow<{ at: Date }>(database.db, 'SELECT clock_timestamp() AS at');
  await pause();
  return found?.at ?? new Date(0);
}

async function make(move: Move, of: { office: Office; deal: Dealings; before: Expected }): Promise<Expected> {
  const { office, deal, before } = of;
  if (move === 'retire') return retire(office, before);
  if (move === 'roll back') return rollBack(office, before);
  const [how, version = ''] = move.split(' ');
  if (before.live === version) return before;
  const promotion = await deal.request({ version, environment: 'dev' });
  await deal.start(promotion);
  const { problem } = await deal.report(promotion, { succeeded: how === 'promote' });
  expect(problem).toBeNull();
  if (how === 'fail') return before;
  return { live: version, back: { promotionId: promotion.promotion?.id, to: before.live } };
}

async function rollBack(office: Office, before: Expected): Promise<Expected> {
  if (!before.back) return before;
  const input = { promotionId: before.back.promotionId, reason: 'As it was' };
  expect((await office.change(office.ops, 'rollBack', input)).problem).toBeNull();
  return { live: before.back.to, back: null };
}

async function retire(office: Office, before: Expected): Promise<Expected> {
  const sql = "SELECT id FROM deployment.deployment WHERE model_id = $1 AND state = 'LIVE'";
  const [run] = await rows<{ id: string }>(database.db, sql, [office.modelId]);
  if (!run) return before;
  const source =
    'mutation ($input: RetireDeploymentInput!) { retireDeployment(input: $input) { problem { message } } }';
  const input = { deploymentId: run.id, reason: 'Over' };
  expect(await office.ask(office.ops, source, { input })).toEqual({ retireDeployment: { problem: null } });
  return { live: null, back: null };
}

interface Live {
  version: { id: string };
  trafficPercent: number;
}

async function liveAt(office: Office, at: Date): Promise<{ version: string; percent: number }[]> {
  const source = `query ($of: [_Any!]!, $at: DateTime) { _entities(representations: $of) { ... on Model {
    live(environment: "dev", at: $at) { version { id } trafficPercent } } } }`;
  const variables = { of: [{ __typename: 'Model', id: office.modelId }], at: at.toISOString() };
  const answer = await office.ask<{ _entities: [{ live: Live[] }] }>(office.asker, source, variables);
  return answer._entities[0].live.map(({ version, trafficPercent }) => ({
    version: version.id === office.first.id ? '1' : '2',
    percent: trafficPercent,
  }));
}

it('at every instant of any history, what was live is what a simple model says', { timeout: 120_000 }, async () => {
  const history = async (made: readonly Move[]) => {
    const office = await openOffice(database.db, subgraph);
    const deal = dealings(office);
    let expected: Expected = { live: null, back: null };
    const seen: Seen[] = [{ at: await instant(), live: null }];
    for (const move of made) {
      expected = await make(move, { office, deal, before: expected });
      seen.push({ at: await instant(), live: expected.live });
    }
    for (const { at, live } of seen) {
      expect(await liveAt(office, at)).toEqual(live === null ? [] : [{ version: live, percent: 100 }]);
    }
  };
  await assert(asyncProperty(array(constantFrom(...moves), { minLength: 1, maxLength: 8 }), history), { numRuns: 20 });
});

describe('whoever writes intervals past the commands', () => {
  let run: string;
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  const interval = (from: number, to: number | null, percent = 100) => ({
    ...{ deploymentId: run, fromAt: at(from), toAt: to === null ? null : at(to), percent },
  });
  beforeAll(async () => {
    const office = await openOffice(database.db, subgraph);
    const promotion = await dealings(office).request({ environment: 'dev' });
    await dealings(office).start(promotion);
    const sql = 'SELECT id FROM deployment.deployment WHERE promotion_id = $1';
    run = (await rows<{ id: string }>(database.db, sql, [of(promotion).promotionId]))[0]?.id ?? '';
  });
  const written = (...told: ReturnType<typeof interval>[]) =>
    write(database.db, async tx => {
      await tx.delete(traffic, { deploymentId: run });
      for (const each of told) await tx.insert(traffic, each);
    });

  it.each([
    ['one after the other, in any order', () => [interval(5, null, 50), interval(0, 5)]],
    ['an empty one between', () => [interval(0, 5), interval(5, 5, 10)]],
    ['none', () => []],
  ])('may write %s', async (_, told) => {
    await expect(written(...told())).resolves.toBeUndefined();
  });

  it.each([
    ['two that overlap', () => [interval(0, 10), interval(5, 15)]],
    ['one inside another', () => [interval(0, 10), interval(5, 7)]],
    ['a gap', () => [interval(0, 5), interval(6, 10)]],
    ['one after an open one', () => [interval(0, null), interval(5, 10)]],
    ['one that ends before it begins', () => [interval(5, 4)]],
  ])('may not write %s', async (_, told) => {
    await expect(written(...told())).rejects.toThrow(/traffic_unbroken|told for each instant once|traffic_span/);
  });

  it('may not do so in two transactions at once, of which each alone could', async () => {
    for (let i = 0; i < 5; i++) {
      await written(interval(10, 15));
      const begin = [5, 3].map(from => write(database.db, tx => tx.insert(traffic, interval(from, 10))));
      const both = (await Promise.allSettled(begin)).map(({ status }) => status).toSorted();
      expect(both).toEqual(['fulfilled', 'rejected']);
    }
  });
});
