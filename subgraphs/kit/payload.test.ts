import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { accessTables } from './access/table.ts';
import type { Answer } from './command.ts';
import { type Context, newContext } from './context.ts';
import { countStatements } from './database/statements.ts';
import type { Batch } from './loader.ts';
import { payload, shownProblem } from './payload.ts';
import { type TestDatabase, testDatabase } from './testing/database.ts';
import { actor, ground } from './testing/graph.ts';
import { addPerson, addTeam } from './testing/people.ts';

let database: TestDatabase;
let context: Context;
beforeAll(async () => {
  database = await testDatabase(accessTables);
});
beforeEach(() => {
  context = newContext(ground(database.db), actor('per_ana'));
});
afterAll(() => database.drop());

const thingById: Batch<string, object> = async ids =>
  new Map(ids.filter(id => id !== 'hidden').map(id => [id, { id }]));
const answer = (parts: Partial<Answer>): Promise<Answer> =>
  Promise.resolve({ id: 'first', also: {}, problem: null, ...parts });

type Field = (args: object, context: Context) => Promise<unknown> | null;
const resolved = (of: Record<string, unknown>, name: string) => (of[name] as Field)({}, context);

it("reads its first field by the answer's id, and the others by the names of also", async () => {
  const things = { model: thingById, version: thingById, team: thingById };
  const shown = await payload(answer({ also: { version: 'second', model: 'not this' } }), things);
  expect(await resolved(shown, 'model')).toEqual({ id: 'first' });
  expect(await resolved(shown, 'version')).toEqual({ id: 'second' });
  expect(await resolved(shown, 'team')).toBeNull();
  expect(shown.problem).toBeNull();
});

it('shows nothing of what was refused, or is not to be seen', async () => {
  const problem = { kind: 'NotFound', message: 'There is none.' } as const;
  const refused = await payload(answer({ id: null, problem }), { model: thingById });
  expect([await resolved(refused, 'model'), refused.problem]).toEqual([null, problem]);
  const hidden = await payload(answer({ id: 'hidden' }), { model: thingById });
  expect(await resolved(hidden, 'model')).toBeNull();
});

it('hands out what is given once under its own name, and lets it hide no field', async () => {
  const once = { secret: 'hof_1', token: 'not this', problem: 'not this' };
  const shown = await payload(answer({ once }), { token: thingById });
  expect(shown.secret).toBe('hof_1');
  expect(await resolved(shown, 'token')).toEqual({ id: 'first' });
  expect(shown.problem).toBeNull();
});

it('reads who can only when somebody asks, all of them with one statement for each kind', async () => {
  const [bo, cleo] = [await addPerson(database.db, 'Bo'), await addPerson(database.db, 'Cleo')];
  const team = await addTeam(database.db, 'risk');
  const whoCan = [cleo, team, 'per_gone', bo];
  const problem = { kind: 'NotAllowed', rule: 'four-eyes', message: 'Someone else must.', whoCan } as const;
  const made = await countStatements(() => payload(answer({ problem }), { model: thingById }));
  expect(made.statements).toEqual([]);
  const shown = made.result.problem as Record<string, unknown>;
  expect(shown).toMatchObject({ kind: 'NotAllowed', rule: 'four-eyes', message: 'Someone else must.' });
  const read = await countStatements(async () => resolved(shown, 'whoCan'));
  expect(read.result).toMatchObject([{ name: 'Cleo' }, { name: 'risk' }, { name: 'Bo' }]);
  expect(read.statements).toHaveLength(2);
});

it.each([[null], [{ kind: 'InvalidInput', field: 'name', message: 'Too long.' }]] as const)(
  'shows another problem as it is: %o',
  problem => {
    expect(shownProblem(problem)).toEqual(problem);
  },
);
