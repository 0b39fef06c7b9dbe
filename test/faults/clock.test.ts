import { openBudgets } from '@handoff/gateway/budget/budgets';
import type { AssignmentRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { system } from '@handoff/kit/actor';
import { assertion, openNonces, vouched } from '@handoff/kit/assertion';
import { rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { sealDue } from '@handoff/kit/event/seal';
import { verifyTrail } from '@handoff/kit/event/verify';
import { openWire } from '@handoff/kit/http/wire';
import { newId } from '@handoff/kit/id';
import { testDatabase } from '@handoff/kit/testing/database';
import { testServer } from '@handoff/kit/testing/server';
import { byTheClock } from '@handoff/registry/assignment/assignment';
import { expect, test } from 'vitest';

const hour = 3_600;
const now = 1_800_000_000;
const claim = { key: 'k'.repeat(48), audience: 'registry', actor: system('clock'), body: '{}' };

test.each([
  [0, 'Vouched'],
  [59, 'Vouched'],
  [-59, 'Vouched'],
  [61, 'Unvouched'],
  [-61, 'Unvouched'],
  [hour, 'Unvouched'],
])('the gateway’s clock is %i seconds from a subgraph’s: what it says is %s', (seconds, kind) => {
  const header = assertion({ ...claim, nowSeconds: now + seconds });
  expect(vouched(header, { ...claim, nowSeconds: now }).kind).toBe(kind);
});

test('a clock that is set lets no request through twice, and what is long over is forgotten', () => {
  let steady = 0;
  const nonces = openNonces(() => steady);
  expect(nonces.take('one', now)).toBe(true);
  // Ahead for a moment, then back where it was.
  expect(nonces.take('ahead', now + hour)).toBe(true);
  expect(nonces.take('one', now)).toBe(false);
  // Set back by an hour, it comes to the same time again.
  steady += hour;
  expect(nonces.take('one', now)).toBe(false);
  steady += hour;
  expect(nonces.take('one', now + 2 * hour)).toBe(true);
});

test('ids stay different when the clock goes back', () => {
  const ids = [0, 5, -hour * 1000, 0, 1].map(ms => newId('mdl', now * 1000 + ms));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a budget neither grows nor is lost when its clock goes back', () => {
  let ms = 1_000_000;
  const budgets = openBudgets({ limits: { person: 100, service: 100 }, clock: () => ms });
  const who: Actor = { ...system('clock'), id: 'svc_clock' };
  const left = (cost: number) => {
    const answer = budgets.charge(who, cost);
    return 'remaining' in answer ? answer.remaining : 'refused';
  };
  expect(left(60)).toBe(40);
  ms -= hour * 1000;
  expect([left(30), left(30)]).toEqual([10, 'refused']);
  ms += 60_000;
  expect(left(30)).toBe(70);
});

test('a server that refused is asked again, though the clock went back while it rested', async () => {
  const server = await testServer();
  let ms = now * 1000;
  const wire = openWire([new URL('http://127.0.0.1:1/'), new URL(server.url)], {
    ...{ connections: 1, timeoutMs: 1000, clock: () => ms },
  });
  server.answer(() => ({ body: 'here' }));
  for (let turn = 0; turn < 3; turn++) expect((await wire.post({ headers: {}, body: '' })).text).toContain('here');
  ms -= hour * 1000;
  for (let turn = 0; turn < 3; turn++) expect((await wire.post({ headers: {}, body: '' })).text).toContain('here');
  await server.stop();
  // Where nobody else is left, who rests is asked all the same.
  await expect(wire.post({ headers: {}, body: '' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await wire.destroy();
});

test('what ends by the clock ends once, and not before', () => {
  const until = new Date(now * 1000);
  const at = (seconds: number) => new Date((now + seconds) * 1000);
  const held = { state: 'ACCEPTED', until, dueAt: null, revision: 3 } as unknown as AssignmentRow;
  expect(byTheClock(held, at(-1))).toBeNull();
  const ended = byTheClock(held, at(hour));
  expect(ended).toMatchObject({ state: 'ENDED', revision: 4 });
  for (const later of [at(-hour), at(hour)]) expect(byTheClock(ended as AssignmentRow, later)).toBeNull();
});

test('the chain is whole when the database’s clock went back between two entries', async () => {
  const { db, drop } = await testDatabase([]);
  try {
    const told = { action: 'clock.told', subjectId: 'clock', modelId: null, summary: 'told' };
    const first = await write(db, tx => append(tx, system('clock'), told));
    await sealDue(db);
    const second = newId('evt');
    await rows(
      db,
      `INSERT INTO event.entry (id, at, via, action, subject_id, summary, refused, changes, request_id)
       SELECT $2, at - interval '1 hour', via, action, subject_id, summary, refused, changes, request_id
       FROM event.entry WHERE id = $1`,
      [first, second],
    );
    while ((await sealDue(db)) > 0);
    const order = await rows<{ id: string }>(db, 'SELECT id FROM event.entry ORDER BY seq');
    expect(order.map(({ id }) => id)).toEqual([first, second]);
    expect(await verifyTrail(db)).toMatchObject({ broken: null, unsealed: 0, checked: 2 });
  } finally {
    await drop();
  }
});
