import { rows } from '@handoff/kit/database/database';
import { giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../house.ts';
import { changed, peopleOf } from '../people.ts';
import { doings, type Place } from './doings.ts';
import type { Somebody } from './tries.ts';

// One role at a time, on one model: what it lets somebody do there is the same whichever way they come, cell by cell.

let house: TestHouse;
let people: Awaited<ReturnType<typeof peopleOf<'noor' | 'ben' | 'helena' | 'chloe'>>>;
let noor: Somebody;
beforeAll(async () => {
  house = await testHouse('socket');
  people = await peopleOf(house, ['noor', 'ben', 'helena', 'chloe']);
  noor = { ...people.noor, slack: { userId: 'U07NOOR', channel: 'C03OPERATIONS' } };
  await rows(house.db, 'DELETE FROM access.assignment WHERE assignee_id = $1', [noor.id]);
  await rows(house.db, 'DELETE FROM access.team_member WHERE person_id = $1', [noor.id]);
  for (const environment of ['staging', 'production']) {
    const approvals = [{ role: 'data-scientist' }];
    await changed(house.admin, 'savePolicy', {
      environment,
      riskTier: 'MINIMAL',
      approvals,
      fourEyes: true,
      checks: [],
    });
  }
});
afterAll(async () => {
  await people?.close();
  await house?.stop();
});

/** A fresh model and a fresh hidden one, on both of which she has a role, or none. */
async function placeFor(role: string): Promise<Place> {
  const register = async (name: string, more: object) =>
    (
      await changed<{ model: { id: string } }>(house.admin, 'registerModel { model { id } }', {
        ...{ name, title: name, task: 'RANKING', riskTier: 'MINIMAL' },
        ...more,
      })
    ).model.id;
  const [model, hidden] = [`seen-by-${role}`, `hidden-from-${role}`];
  const ids = [await register(model, { team: 'operations' }), await register(hidden, { visibility: 'RESTRICTED' })];
  for (const id of ids) if (role !== 'none') await giveRole(house.db, { to: noor.id, role, model: id });
  await giveRole(house.db, { to: people.ben.id, role: 'data-scientist', model: ids[0] ?? '' });
  const others = {
    helena: { id: people.helena.id, userId: 'U10HELENA' },
    chloe: { id: people.chloe.id, userId: 'U06CHLOE' },
  };
  return { house, model, hidden, scientist: people.ben, others };
}

it.each<[role: string, allowed: string]>([
  ['none', ''],
  ['viewer', 'see'],
  ['stakeholder', 'see'],
  ['auditor', 'see'],
  ['risk', 'see'],
  ['developer', 'see acknowledge silence promote'],
  ['it-ops', 'see acknowledge silence start'],
  ['ml-engineer', 'see acknowledge silence start promote'],
  ['data-scientist', 'see acknowledge silence approve promote'],
  ['owner', 'see acknowledge silence start promote assign'],
  ['admin', 'see acknowledge silence start promote assign'],
])('%s may: %s', async (role, allowed) => {
  const place = await placeFor(role);
  const graph: Record<string, string> = {};
  const slack: Record<string, string> = {};
  for (const [name, { prepare, ...doing }] of Object.entries(doings)) {
    graph[name] = await doing.graph(noor, await prepare(place, 'staging'), place);
    slack[name] = await doing.slack(noor, await prepare(place, 'production'), place);
  }
  expect(slack).toEqual(graph);
  expect(
    Object.keys(graph)
      .filter(name => graph[name] === 'done')
      .join(' '),
  ).toBe(allowed);
});
