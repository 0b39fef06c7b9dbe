import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { changedPreferences, isTimeZone, preferencesProblem } from './preferences.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  ana = await addPerson(database.db, 'Ana');
});
afterAll(() => database.drop());

const none = { quietFrom: null, quietTo: null, digestAt: null, timeZone: 'UTC' };

it.each([
  [{ quietFrom: '19:00', quietTo: '08:00' }, null],
  [{ digestAt: '00:00' }, null],
  [{ digestAt: '23:59', timeZone: 'Europe/Zurich' }, null],
  [{ digestAt: '24:00' }, 'digestAt'],
  [{ digestAt: '9:00' }, 'digestAt'],
  [{ digestAt: '09:60' }, 'digestAt'],
  [{ digestAt: '09:00\n' }, 'digestAt'],
  [{ quietFrom: '19:00' }, 'quietTo'],
  [{ quietTo: '08:00' }, 'quietFrom'],
  [{ quietFrom: '08:00', quietTo: '08:00' }, 'quietTo'],
  [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
  [{ timeZone: '' }, 'timeZone'],
])('judges the preferences %j', (change, field) => {
  const found = preferencesProblem(changedPreferences(none, change));
  expect(found && 'field' in found ? found.field : null).toBe(field);
});

it('knows named time zones and no others', () => {
  for (const name of ['UTC', 'Europe/Zurich', 'America/Argentina/Buenos_Aires']) expect(isTimeZone(name)).toBe(true);
  for (const name of ['+02:00', 'Zurich', 'UTC\u0000', 'x'.repeat(65)]) expect(isTimeZone(name)).toBe(false);
});

const save = `mutation ($input: SavePreferencesInput!) { savePreferences(input: $input) {
  preferences { quietFrom quietTo digestAt timeZone } problem { __typename ... on InvalidInput { field } ... on NotAllowed { rule } } } }`;
interface Saved {
  savePreferences: { preferences: unknown; problem: unknown };
}
const saved = async (who: string, input: object) =>
  (await ask<Saved>({ subgraph, db: database.db, as: actor(who) }, save, { input })).savePreferences;

it("changes one's own: what is left out stays, null empties", async () => {
  const quiet = { quietFrom: '19:00', quietTo: '08:00', timeZone: 'Europe/Zurich' };
  const first = await saved(ana, quiet);
  expect(first).toEqual({ preferences: { ...quiet, digestAt: null }, problem: null });
  const second = await saved(ana, { digestAt: '09:00', quietFrom: null, quietTo: null, timeZone: null });
  expect(second.preferences).toEqual({ quietFrom: null, quietTo: null, digestAt: '09:00', timeZone: 'UTC' });
  const events = await rows<{ action: string; changes: unknown }>(
    database.db,
    'SELECT action, changes FROM event.entry WHERE subject_id = $1 ORDER BY id',
    [ana],
  );
  expect(events.map(event => event.action)).toEqual(['person.preferences-changed', 'person.preferences-changed']);
  expect(events[1]?.changes).toContainEqual({ name: 'digestAt', change: 'ADDED', before: null, after: '09:00' });
});

it('says what is wrong, also with what was there before, and changes nothing then', async () => {
  expect((await saved(ana, { quietTo: '07:00' })).problem).toEqual({ __typename: 'InvalidInput', field: 'quietFrom' });
  expect((await saved(ana, { timeZone: 'Nowhere' })).problem).toEqual({
    __typename: 'InvalidInput',
    field: 'timeZone',
  });
  const kept = await rows(database.db, 'SELECT quiet_to, time_zone FROM access.person WHERE id = $1', [ana]);
  expect(kept).toEqual([{ quiet_to: null, time_zone: 'UTC' }]);
});

it('refuses a service account: it has none', async () => {
  await rows(database.db, "INSERT INTO access.service_account (id, name) VALUES ('svc_ci', 'ci')");
  expect((await saved('svc_ci', {})).problem).toEqual({ __typename: 'NotAllowed', rule: 'own-preferences' });
});
