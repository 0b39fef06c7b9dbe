import { rows, write } from '@handoff/kit/database/database';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Monitor } from '../monitor/monitor.ts';
import { addMonitor, fire, settle } from '../testing/firing.ts';
import { type Office, openOffice } from '../testing/office.ts';
import { trailOf } from '../testing/watching.ts';
import type { Alert } from './alert.ts';
import { anyOutlasts, releaseExplained } from './grouping.ts';
import { groupingFollower } from './keep-grouping.ts';
import { upstreamOfAlerts } from './suspects.ts';

let office: Office;
/** Two models that read the shared feature "salary", each under a name of its own, and one that reads none. */
let [one, two, lone] = ['', '', ''];
let [salaryOfOne, salaryOfTwo] = [] as Monitor[] as [Monitor, Monitor];
beforeAll(async () => {
  office = await openOffice();
  await react();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  [one, two, lone] = [await office.addModel(), await office.addModel(), await office.addModel()];
  const definition = `ftr_${one}`;
  for (const [model, feature] of [
    [one, 'income'],
    [two, 'pay'],
  ] as const) {
    const sql =
      "INSERT INTO monitoring.upstream (model_id, feature, definition_id, definition) VALUES ($1, $2, $3, 'salary')";
    await rows(office.db, sql, [model, feature, definition]);
  }
  salaryOfOne = await addMonitor(office, one, { kind: 'DATA_QUALITY', feature: 'income' });
  salaryOfTwo = await addMonitor(office, two, { feature: 'pay' });
});

const react = async () => {
  await sealDue(office.db);
  await followDue(office.db, groupingFollower(office));
};
const accuracyOf = (model: string) => addMonitor(office, model, { kind: 'METRIC', metric: 'accuracy' });
const causeOf = async ({ id }: Alert) =>
  (
    await rows<{ causeId: string | null }>(
      office.db,
      'SELECT cause_id AS "causeId" FROM monitoring.alert WHERE id = $1',
      [id],
    )
  )[0]?.causeId;
const told = async ({ id }: Alert) => {
  const trail = await trailOf(office, id);
  return trail.flatMap(entry => (entry.told ? [entry.action] : []));
};
const release = (now: Date) => write(office.db, tx => releaseExplained(tx, now));
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

it('tells of a broken shared feature once, whatever models it hits', async () => {
  const broken = await fire(office, salaryOfOne);
  const drifts = await fire(office, salaryOfTwo);
  const worse = await fire(office, await accuracyOf(two));
  const other = await fire(office, await accuracyOf(lone));
  expect([await causeOf(drifts), await causeOf(worse), await causeOf(other)]).toEqual([broken.id, broken.id, null]);
  expect([await told(broken), await told(drifts), await told(worse)]).toEqual([['alert.fired'], [], []]);
  for (const alert of [broken, drifts, worse]) await settle(office, alert);
  expect([await told(broken), await told(drifts)]).toEqual([['alert.fired', 'alert.resolved'], []]);
  expect((await trailOf(office, drifts.id)).map(({ action }) => action)).toEqual(['alert.fired', 'alert.resolved']);
});

it('tells each who has to act once, and again of what is more urgent', async () => {
  const [owner, other] = [await addPerson(office.db, `O ${one}`), await addPerson(office.db, `P ${two}`)];
  const third = await office.addModel();
  await rows(office.db, "INSERT INTO monitoring.upstream VALUES ($1, 'x', $2, 'salary')", [third, `ftr_${one}`]);
  for (const [to, model] of [
    [owner, one],
    [other, two],
    [other, third],
  ] as const) {
    await giveRole(office.db, { to, role: 'owner', model });
  }
  const broken = await fire(office, salaryOfOne);
  const drifts = await fire(office, salaryOfTwo);
  const again = await fire(office, await addMonitor(office, third, { feature: 'x' }));
  const urgent = await fire(office, await addMonitor(office, third, { feature: 'x', severity: 'CRITICAL' }));
  expect([await causeOf(drifts), await causeOf(again), await causeOf(urgent)]).toEqual([
    broken.id,
    broken.id,
    broken.id,
  ]);
  expect([await told(broken), await told(drifts)]).toEqual([['alert.fired'], ['alert.fired']]);
  expect([await told(again), await told(urgent)]).toEqual([[], ['alert.fired']]);
  await settle(office, drifts);
  expect(await told(drifts)).toEqual(['alert.fired', 'alert.resolved']);
});

it('shows under the cause what it explains, and the cause of each, as far as the viewer may see them', async () => {
  const secret = await office.addModel('RESTRICTED');
  const definition = `ftr_${one}`;
  await rows(office.db, "INSERT INTO monitoring.upstream VALUES ($1, 'x', $2, 'salary')", [secret, definition]);
  const broken = await fire(office, salaryOfOne);
  const drifts = await fire(office, salaryOfTwo);
  const hidden = await fire(office, await addMonitor(office, secret, { feature: 'x' }));
  const source = `query ($id: ID!, $drifts: ID!) { alert(id: $id) { cause { id } explains(first: 1) { totalCount nodes { id title } pageInfo { hasNextPage } } }
    other: alert(id: $drifts) { cause { id cause { id } } } }`;
  const variables = { id: broken.id, drifts: drifts.id };
  expect(await office.ask(office.engineer, source, variables)).toEqual({
    alert: {
      cause: null,
      explains: {
        totalCount: 2,
        nodes: [{ id: hidden.id, title: expect.any(String) }],
        pageInfo: { hasNextPage: true },
      },
    },
    other: { cause: { id: broken.id, cause: null } },
  });
  expect(await office.ask(office.ana, source, variables)).toMatchObject({
    alert: { explains: { totalCount: 1, nodes: [{ id: drifts.id }], pageInfo: { hasNextPage: false } } },
  });
});

it('groups what fired shortly before its cause, and tells of that to its end', async () => {
  const worse = await fire(office, await accuracyOf(two));
  const broken = await fire(office, salaryOfOne);
  await fire(office, salaryOfTwo);
  expect(await causeOf(worse)).toBeNull();
  await react();
  await react();
  expect(await causeOf(worse)).toBe(broken.id);
  expect((await trailOf(office, worse.id)).map(({ action }) => action)).toEqual(['alert.fired', 'alert.explained']);
  await settle(office, worse);
  expect(await told(worse)).toEqual(['alert.fired', 'alert.resolved']);
});

it('tells of what goes on after its cause, once the window of its monitor has passed', async () => {
  const broken = await fire(office, salaryOfOne);
  const drifts = await fire(office, salaryOfTwo);
  const worse = await fire(office, await accuracyOf(two));
  await settle(office, broken);
  expect(await anyOutlasts(office.db, later(14))).toBe(false);
  await release(later(59));
  expect(await told(drifts)).toEqual([]);
  expect(await anyOutlasts(office.db, later(61))).toBe(true);
  expect(await release(later(61))).toBe(2);
  expect([await causeOf(drifts), await causeOf(worse)]).toEqual([null, drifts.id]);
  expect([await told(drifts), await told(worse)]).toEqual([['alert.outlasted'], []]);
  expect(await release(later(61))).toBe(0);
  await settle(office, drifts);
  expect(await told(drifts)).toEqual(['alert.outlasted', 'alert.resolved']);
});

it('tells of what people do with an explained alert, and of its end from then on', async () => {
  await fire(office, salaryOfOne);
  const drifts = await fire(office, salaryOfTwo);
  const source = `mutation ($id: ID!) { acknowledgeAlert(input: { alertId: $id }) { alert { state cause { id } } problem { message } } }`;
  await office.ask(office.engineer, source, { id: drifts.id });
  await settle(office, drifts);
  expect(await told(drifts)).toEqual(['alert.acknowledged', 'alert.resolved']);
});

it('finds one cause for what fires at once in several processes', async () => {
  const monitors = await Promise.all(['a', 'b', 'c'].map(() => addMonitor(office, two, { feature: 'pay' })));
  const fired = await Promise.all([salaryOfOne, ...monitors].map(monitor => fire(office, monitor)));
  await Promise.all([react(), react()]);
  const causes = await Promise.all(fired.map(causeOf));
  const roots = fired.filter((_, i) => causes[i] === null);
  expect(roots).toHaveLength(1);
  expect(new Set(causes.filter(id => id !== null))).toEqual(new Set([roots[0]?.id]));
});

it('explains all by what came first, also when that is known last', async () => {
  const second = await fire(office, salaryOfOne);
  const third = await fire(office, salaryOfTwo);
  expect(await causeOf(third)).toBe(second.id);
  const late = await fire(office, await addMonitor(office, two, { feature: 'pay' }));
  // As if another process had seen it before the others, and kept it after them.
  const sql = "UPDATE monitoring.alert SET cause_id = NULL, fired_at = fired_at - interval '1 hour' WHERE id = $1";
  await rows(office.db, sql, [late.id]);
  await react();
  expect([await causeOf(late), await causeOf(second), await causeOf(third)]).toEqual([null, late.id, late.id]);
});

it('knows which alerts come from a feature that other models show signs of', async () => {
  const alone = await fire(office, salaryOfOne);
  expect(await upstreamOfAlerts(office.db, one)).toEqual(new Map());
  const drifts = await fire(office, salaryOfTwo);
  const worse = await fire(office, await accuracyOf(two));
  expect(await upstreamOfAlerts(office.db, one)).toEqual(new Map([[alone.id, 'salary']]));
  expect(await upstreamOfAlerts(office.db, two)).toEqual(
    new Map([
      [drifts.id, 'salary'],
      [worse.id, 'salary'],
    ]),
  );
});

it('is refused by the database where an alert would explain itself', async () => {
  const broken = await fire(office, salaryOfOne);
  await expect(rows(office.db, 'UPDATE monitoring.alert SET cause_id = id WHERE id = $1', [broken.id])).rejects.toThrow(
    'alert_cause',
  );
});
