import { firstRow, rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { endOverdue } from './keep-time.ts';

let office: Office;
let [admin, ana, bo, cy] = ['', '', '', ''];
const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day);
beforeAll(async () => {
  office = await openOffice();
  ({ admin, ana, bo, cy } = office.people);
});
beforeEach(() => endOverdue(office.database.db, new Date()));
afterAll(() => office.database.drop());

interface Last {
  action: string;
  notified: boolean;
  actorId: string | null;
}
const entryOf = (id: string) =>
  firstRow<Last>(
    office.database.db,
    `SELECT e.action, e.actor_id AS "actorId", n.id IS NOT NULL AS notified FROM event.entry e
     LEFT JOIN event.notification n ON n.entry_id = e.id WHERE e.subject_id = $1 ORDER BY e.id DESC LIMIT 1`,
    [id],
  );
const stateOf = async (id: string) =>
  (await firstRow<{ state: string }>(office.database.db, 'SELECT state FROM access.assignment WHERE id = $1', [id]))
    ?.state;

it('lets a proposal expire that nobody answered, tells of it, and takes no answer then', async () => {
  await office.newOwned('unanswered', bo);
  const { assignment } = await office.propose(bo, {
    roleKey: 'risk',
    assigneeId: cy,
    model: 'unanswered',
    dueAt: inDays(1).toISOString(),
  });
  const id = assignment?.id ?? '';
  expect(await endOverdue(office.database.db, new Date())).toBe(0);
  expect(await endOverdue(office.database.db, inDays(2))).toBe(1);
  expect(await endOverdue(office.database.db, inDays(2))).toBe(0);
  expect(await stateOf(id)).toBe('EXPIRED');
  expect(await entryOf(id)).toEqual({ action: 'assignment.expired', actorId: null, notified: true });
  const late = await office.respond(cy, { assignmentId: id, accept: true });
  expect(late.problem).toMatchObject({ state: 'EXPIRED', message: expect.stringContaining('propose it anew') });
  expect((await office.propose(bo, { roleKey: 'risk', assigneeId: cy, model: 'unanswered' })).problem).toBeNull();
});

it('ends what was given until a day, as of that day, so that somebody else can own the model', async () => {
  const { model, id } = await office.newOwned('until', bo);
  await rows(office.database.db, 'UPDATE access.assignment SET until = $2 WHERE id = $1', [id, inDays(1)]);
  expect(await endOverdue(office.database.db, inDays(3))).toBe(1);
  expect(await stateOf(id)).toBe('ENDED');
  expect(await entryOf(id)).toMatchObject({ action: 'assignment.ended', notified: true });
  const told = await firstRow<{ ended: object[] }>(
    office.database.db,
    "SELECT detail->'ended' AS ended FROM event.entry WHERE subject_id = $1 AND action = 'assignment.ended'",
    [id],
  );
  expect(told?.ended).toEqual([{ roleKey: 'owner', modelId: model, teamId: null }]);
  const ended = await firstRow<{ at: Date; why: string }>(
    office.database.db,
    'SELECT ended_at AS at, end_reason AS why FROM access.assignment WHERE id = $1 AND ended_at = until',
    [id],
  );
  expect(ended?.why).toBe('Its time was over.');
  const next = await office.propose(ana, { roleKey: 'owner', assigneeId: cy, model: 'until' });
  await office.respond(cy, { assignmentId: next.assignment?.id, accept: true });
  expect(await office.owner(ana, model)).toMatchObject({ owner: { name: 'Cy' } });
});

it('is done once for each, however many processes do it', async () => {
  await office.newOwned('many', bo);
  const roleKeys = ['risk', 'it-ops', 'developer', 'stakeholder', 'data-scientist'];
  const ids: string[] = [];
  for (const roleKey of roleKeys)
    ids.push(
      (await office.propose(admin, { roleKey, assigneeId: cy, model: 'many', dueAt: inDays(1).toISOString() }))
        .assignment?.id ?? '',
    );
  const done = await Promise.all([1, 2, 3].map(() => endOverdue(office.database.db, inDays(2))));
  expect(done.reduce((sum, count) => sum + count)).toBe(5);
  const entries = await rows(
    office.database.db,
    "SELECT 1 AS one FROM event.entry WHERE action = 'assignment.expired' AND subject_id = ANY($1)",
    [ids],
  );
  expect(entries).toHaveLength(5);
});

it('reads what is due and nothing else, however many assignments there are', async () => {
  const { db } = office.database;
  await rows(
    db,
    `INSERT INTO access.assignment (id, role_key, assignee_id, scope, state, proposed_by_id, proposed_at, since)
     SELECT 'asg_many_' || i, 'viewer', 'per_many_' || i, 'EVERYTHING', 'ACCEPTED', 'per_x', now(), now()
     FROM generate_series(1, 20000) i`,
  );
  await rows(db, 'ANALYZE access.assignment');
  const { statements } = await countStatements(() => endOverdue(db, new Date()));
  const looking = statements.find(sql => sql.includes('FROM access.assignment')) ?? '';
  const plan = JSON.stringify(await rows(db, `EXPLAIN ${looking}`, [new Date()]));
  expect(plan).toMatch(/assignment_due.*assignment_until/);
  expect(plan).not.toMatch(/Seq Scan|assignment_pkey/);
});
