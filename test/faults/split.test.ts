import { rows } from '@handoff/kit/database/database';
import { verifyTrail } from '@handoff/kit/event/verify';
import type { GraphAnswer } from '@handoff/kit/graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsOf, directCard } from '../chat.ts';
import { asked, type SplitHouse, splitHouse, until } from '../house.ts';

let house: SplitHouse;
beforeAll(async () => {
  // Those that ask before those that are asked: nobody may need another one to start.
  house = await splitHouse({ order: ['bot', 'gateway', 'monitoring', 'deployment', 'registry'] });
}, 120_000);
afterAll(() => house?.stop());

interface Shown {
  model: { name: string; cost: object | null } | null;
  environments: { name: string }[] | null;
}
const overview = '{ model(name: "card-fraud") { name cost { __typename } } environments { name } }';
const whole = { model: { name: 'card-fraud', cost: { __typename: 'Cost' } } };

/** One look at what all three subgraphs supply; an answer that does not come within ten seconds is a hang. */
function look(): Promise<GraphAnswer<Shown>> {
  return house.admin.request<Shown>(overview, {}, { signal: AbortSignal.timeout(10_000) });
}

function codesOf(answer: GraphAnswer<unknown>): string[] {
  if (answer.kind === 'Data') return answer.errors.map(({ code }) => code);
  return [answer.kind === 'Refused' ? answer.code : answer.kind];
}

const register =
  'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } problem { message } } }';

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
    ['registry', { model: null }, ['UNAVAILABLE']],
    ['monitoring', { model: { name: 'card-fraud', cost: null } }, ['UNAVAILABLE']],
    ['deployment', { environments: null }, ['UNAVAILABLE']],
    ['gateway', null, ['Unreachable']],
    ['bot', whole, []],
  ] as const)(
    '%s: what it supplies is unavailable, the rest answers, and nothing is lost',
    async (part, shown, codes) => {
      const work = keepRegistering();
      await until(() => expect(work.acknowledged.length).toBeGreaterThan(3));
      await house.parts.kill(part);
      const answer = await look();
      expect([...new Set(codesOf(answer))]).toEqual(codes);
      if (answer.kind === 'Data') expect(answer.data).toMatchObject({ ...shown });
      await house.parts.start(part);
      await house.parts.ready(part);
      const before = work.acknowledged.length;
      await until(async () => {
        expect(await look()).toMatchObject({ kind: 'Data', errors: [], data: whole });
        expect(work.acknowledged.length).toBeGreaterThan(before + 3);
      });
      const { acknowledged, heard } = await work.stop();
      expect(await everyNamed(acknowledged)).toBe(acknowledged.length);
      expect(['UNAVAILABLE', 'Unreachable']).toEqual(expect.arrayContaining(heard));
    },
    120_000,
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
  async function propose(name: string): Promise<string> {
    const input = { name, task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' };
    await asked(house.admin, register, { input });
    const { person } = await asked<{ person: { id: string } }>(
      house.admin,
      '{ person(email: "ben.okafor@demo.example") { id } }',
    );
    const { proposeAssignment } = await asked<{ proposeAssignment: { assignment: { id: string } } }>(
      house.admin,
      'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { assignment { id } } }',
      { input: { roleKey: 'owner', assigneeId: person.id, model: name } },
    );
    return proposeAssignment.assignment.id;
  }

  async function cardCame(id: string): Promise<void> {
    const card = await until(() => directCard(house.slack, 'U08BEN', id), 60);
    const same = cardsOf(house.slack, id).filter(each => each.channel === card.channel);
    expect(same.length).toBeLessThanOrEqual(2);
  }

  it('waits for a bot that is down', async () => {
    await house.parts.kill('bot');
    const id = await propose('told-later');
    await house.parts.start('bot');
    await cardCame(id);
  }, 120_000);

  it('comes when registry is killed right after it was decided', async () => {
    const id = await propose('told-without-registry');
    await house.parts.kill('registry');
    await house.parts.start('registry');
    await cardCame(id);
  }, 120_000);
});
