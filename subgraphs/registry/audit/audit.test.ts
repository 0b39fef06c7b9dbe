import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { sealDue } from '@handoff/kit/event/seal';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { addModel } from '../testing/models.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let [admin, auditor, ana, bo] = ['', '', '', ''];

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  const { db } = database;
  [admin, auditor, ana, bo] = [
    await addPerson(db, 'Admin'),
    await addPerson(db, 'Auditor'),
    await addPerson(db, 'Ana'),
    await addPerson(db, 'Bo'),
  ];
  await giveRole(db, { to: admin, role: 'admin' });
  await giveRole(db, { to: auditor, role: 'auditor' });
  const team = await addTeam(db, 'growth', [ana]);
  await addModel(db, { name: 'churn', team });
  await addModel(db, { name: 'secret', visibility: 'RESTRICTED' });
  await propose(ana, 'churn');
  await propose(admin, 'secret');
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const propose = (by: string, model: string) =>
  ask(
    as(by),
    'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { problem { message } } }',
    {
      input: { roleKey: 'owner', assigneeId: auditor, model },
    },
  );
interface Entry {
  summary: string;
  actor: { name: string } | null;
  seq: number | null;
  at: string;
}
async function trail(by: string, filter = ''): Promise<Entry[]> {
  const source = `{ auditTrail(first: 50${filter}) { nodes { seq at summary refused action actor { name } changes { name } } } }`;
  return (await ask<{ auditTrail: { nodes: Entry[] } }>(as(by), source)).auditTrail.nodes;
}

it('shows each viewer what happened to what they may see, newest first', async () => {
  expect((await trail(bo)).map(entry => entry.summary)).toEqual(['asked Auditor to be owner of churn']);
  expect((await trail(admin)).map(entry => entry.summary)).toEqual([
    'asked Auditor to be owner of secret',
    'asked Auditor to be owner of churn',
  ]);
  expect((await trail(bo))[0]?.actor).toEqual({ name: 'Ana' });
});

it('filters by action, actor and time', async () => {
  const [entry] = await trail(bo);
  expect(await trail(bo, ', action: "assignment.accepted"')).toEqual([]);
  expect(await trail(bo, `, actorId: "${ana}"`)).toHaveLength(1);
  expect(await trail(bo, `, to: "${entry?.at}"`)).toEqual([]);
  expect(await trail(bo, `, from: "${entry?.at}"`)).toHaveLength(1);
  const wrong = await askRaw(as(bo), '{ auditTrail(from: "yesterday") { nodes { at } } }');
  expect(wrong.errors?.[0]?.message).toContain('RFC 3339');
});

it('numbers entries when they are sealed, and the head says how far', async () => {
  expect((await trail(admin)).every(entry => entry.seq === null)).toBe(true);
  await sealDue(database.db);
  expect((await trail(admin)).map(entry => entry.seq)).toEqual([2, 1]);
  expect(await ask(as(bo), '{ auditHead { seq hash } }')).toMatchObject({ auditHead: { seq: 2 } });
});

it('reads of a long trail only the period that is asked for', async () => {
  const { db } = database;
  await rows(
    db,
    `INSERT INTO event.entry (id, at, via, action, subject_id, summary, refused, changes, request_id)
     SELECT 'evt_0_' || lpad(i::text, 6, '0'), timestamptz '2026-01-01Z' + i * interval '1 minute', 'GRAPHQL',
       'model.changed', 'mdl_0', 'long', false, '[]', 'r' FROM generate_series(1, 20000) i`,
  );
  await rows(db, 'ANALYZE event.entry');
  const period = ', from: "2026-01-02T00:00:00Z", to: "2026-01-02T00:10:00Z"';
  const { result, statements } = await countStatements(() => trail(admin, period));
  expect(result).toHaveLength(10);
  const looking = statements.find(sql => sql.includes('FROM event.entry')) ?? '';
  const given = [null, null, null, new Date('2026-01-02T00:00:00Z'), new Date('2026-01-02T00:10:00Z'), null, 51];
  const plan = JSON.stringify(await rows(db, `EXPLAIN ${looking}`, given));
  expect(plan).toContain('entry_at');
  expect(plan).not.toMatch(/Seq Scan/);
});
