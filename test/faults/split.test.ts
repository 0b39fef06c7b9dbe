import { brokenLaws } from '@handoff/bench/faults/check';
import { alreadyThere, readHistory } from '@handoff/bench/faults/history';
import { rows } from '@handoff/kit/database/database';
import { verifyTrail } from '@handoff/kit/event/verify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cardsOf, directCard } from '../chat.ts';
import { type SplitHouse, splitHouse, until } from '../house.ts';
import { askBen, codesOf, look, register, whole, without } from './asking.ts';
import { openLines, testLines, testLinesOfBot } from './lines.ts';

// Every part reaches every other over a line that something can be done to.
const lines = openLines();
let house: SplitHouse;
let before: ReadonlySet<string>;
beforeAll(async () => {
  // Those that ask before those that are asked: nobody may need another one to start.
  const order = ['bot', 'gateway', 'monitoring', 'deployment', 'registry'] as const;
  house = await splitHouse({ order, through: lines.through });
  before = await alreadyThere(house.db);
});
afterEach(lines.mend);
afterAll(async () => {
  await house?.stop();
  await lines.stop();
});

/** Registers models one after the other; notes those that the graph has said are there, and what else was heard. */
function keepRegistering() {
  const acknowledged: string[] = [];
  const heard = new Set<string>();
  let going = true;
  const run = async () => {
    for (let count = 0; going; count++) {
      const input = { name: `endures-${Date.now()}-${count}`, task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' };
      const signal = AbortSignal.timeout(10_000);
      const answer = await house.admin.request<{ registerModel: object | null }>(register, { input }, { signal });
      if (answer.kind === 'Data' && answer.data.registerModel) acknowledged.push(input.name);
      else for (const code of codesOf(answer)) heard.add(code);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };
  const running = run();
  const stop = async () => {
    going = false;
    await running;
    return { acknowledged, heard: [...heard] };
  };
  return { acknowledged, stop };
}

async function everyNamed(names: readonly string[]): Promise<number> {
  const found = await rows<{ count: number }>(
    house.db,
    'SELECT count(*) AS count FROM registry.model WHERE name = ANY($1::text[])',
    [names],
  );
  return found[0]?.count ?? 0;
}

describe('kill -9 of each part in turn, while requests go on', () => {
  it.each([
    ['registry', without.registry, ['UNAVAILABLE']],
    ['monitoring', without.monitoring, ['UNAVAILABLE']],
    ['deployment', without.deployment, ['UNAVAILABLE']],
    ['gateway', null, ['Unreachable']],
    ['bot', whole.data, []],
  ] as const)(
    '%s: what it supplies is unavailable, the rest answers, and nothing is lost',
    async (part, shown, codes) => {
      const work = keepRegistering();
      await until(() => expect(work.acknowledged.length).toBeGreaterThan(3));
      await house.parts.kill(part);
      const answer = await look(house.admin);
      expect(codesOf(answer)).toEqual(codes);
      if (answer.kind === 'Data') expect(answer.data).toMatchObject({ ...shown });
      await house.parts.start(part);
      await house.parts.ready(part);
      const before = work.acknowledged.length;
      await until(async () => {
        expect(await look(house.admin)).toMatchObject(whole);
        expect(work.acknowledged.length).toBeGreaterThan(before + 3);
      });
      const { acknowledged, heard } = await work.stop();
      expect(await everyNamed(acknowledged)).toBe(acknowledged.length);
      expect(['UNAVAILABLE', 'Unreachable']).toEqual(expect.arrayContaining(heard));
    },
  );

  it('leaves one event for each model, in a chain that is whole', async () => {
    const trail = await until(async () => {
      const found = await verifyTrail(house.db);
      expect(found.unsealed).toBe(0);
      return found;
    });
    expect(trail.broken).toBeNull();
    const [made] = await rows<{ models: number; events: number }>(
      house.db,
      `SELECT (SELECT count(*) FROM registry.model WHERE name LIKE 'endures-%') AS models,
         (SELECT count(*) FROM event.entry e JOIN registry.model m ON m.id = e.subject_id
          WHERE m.name LIKE 'endures-%' AND e.action = 'model.registered' AND NOT e.refused) AS events`,
    );
    expect(made?.events).toBe(made?.models);
  });
});

describe('what somebody must be told', () => {
  async function cardCame(id: string): Promise<void> {
    const card = await until(() => directCard(house.slack, 'U08BEN', id), 60);
    const same = cardsOf(house.slack, id).filter(each => each.channel === card.channel);
    expect(same.length).toBeLessThanOrEqual(2);
  }

  it('waits for a bot that is down', async () => {
    await house.parts.kill('bot');
    const id = await askBen(house.admin, 'told-later');
    await house.parts.start('bot');
    await cardCame(id);
  });

  it('comes when registry is killed right after it was decided', async () => {
    const id = await askBen(house.admin, 'told-without-registry');
    await house.parts.kill('registry');
    await house.parts.start('registry');
    await cardCame(id);
  });
});

testLines(lines, () => house);
testLinesOfBot(lines, () => house);

it('after all of it every history is one that may have happened', async () => {
  const history = await readHistory(house.db, before);
  expect(history.steps.length).toBeGreaterThan(1);
  expect(brokenLaws({ ...history, acknowledged: [] })).toEqual([]);
});
