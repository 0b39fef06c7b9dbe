import { countStatements } from '@handoff/kit/database/statements';
import { askRaw } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { observe, type Sent } from '../testing/observing.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const now = Date.now();
const dayMs = 86_400_000;
const ago = (days: number) => new Date(now - days * dayMs);
const lastHour = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 60_000).toISOString() };

const source = `query ($of: [_Any!]!, $from: DateTime!, $to: DateTime!, $against: ReferenceInput, $slice: String) {
  _entities(representations: $of) { ... on ModelVersion { id drift(from: $from, to: $to, against: $against, slice: $slice) {
    n drifted enoughData reference { kind days weeks version { id } }
    features { feature role kind n missingShare referenceMissingShare psi jensenShannon wasserstein ks hellinger chiSquare
      lInfinity p adjustedP drifted explanation histogram { label reference current } } } } } }`;
interface Told {
  n: number;
  drifted: string[];
  enoughData: boolean;
  reference: { kind: string; days: number | null; weeks: number | null; version: { id: string } | null };
  features: { feature: string; role: string; explanation: string; drifted: boolean; wasserstein: number | null }[];
}

const refer = (versions: readonly { id: string }[]) => versions.map(({ id }) => ({ __typename: 'ModelVersion', id }));
async function driftOf(version: { id: string }, changes: object = {}, as = office.engineer): Promise<Told | null> {
  const variables = { of: refer([version]), ...lastHour, ...changes };
  return (
    (await office.ask<{ _entities: ({ drift: Told } | null)[] }>(as, source, variables))._entities[0]?.drift ?? null
  );
}

const age = (i: number) => 20 + ((i * 7919) % 40);
const channel = (i: number) => (i % 2 ? 'web' : 'app');
const usual = (changes: Partial<Sent>): Sent => ({
  from: ago(0.02),
  count: 300,
  numbers: { age },
  texts: { channel },
  ...changes,
});

/** A version that saw so many rows each of some days, and other ones within the last hour. */
async function observed(days: readonly number[], changes: Partial<Sent>): Promise<KnownVersion> {
  const version = await office.addVersion();
  for (const day of days) await observe(office, version, usual({ from: ago(day) }));
  await observe(office, version, usual(changes));
  return version;
}

it('holds what came against the days before, where there is no training profile', async () => {
  const version = await observed([3, 2], { numbers: { age: i => age(i) + 15 }, score: i => (i % 10) / 10 });
  const report = await driftOf(version);
  expect(report).toMatchObject({ n: 300, drifted: ['age'], enoughData: true });
  expect(report?.reference).toEqual({ kind: 'TRAILING', days: 28, weeks: null, version: null });
  expect(report?.features).toMatchObject([
    { feature: 'age', role: 'FEATURE', kind: 'NUMERIC', explanation: expect.stringMatching(/^The median went from/) },
    { feature: 'channel', kind: 'CATEGORICAL', wasserstein: null, drifted: false },
    { feature: 'score', role: 'PREDICTION', explanation: 'The reference has no such column.' },
  ]);
  expect(report?.features[0]?.wasserstein).toBeCloseTo(15, 0);
});

it('knows seasons: the same weekday, not the days between', async () => {
  const version = await office.addVersion();
  for (const week of [7, 14]) await observe(office, version, usual({ from: ago(week + 0.02) }));
  await observe(office, version, usual({ from: ago(2), count: 1000, numbers: { age: i => age(i) + 30 } }));
  await observe(office, version, usual({}));
  const against = (kind: string, more = {}) => driftOf(version, { against: { kind, ...more } });
  expect((await against('SAME_WEEKDAY'))?.drifted).toEqual([]);
  expect((await against('TRAILING', { days: 20 }))?.drifted).toEqual(['age']);
  expect((await against('SAME_WEEKDAY', { weeks: 2 }))?.reference).toMatchObject({ weeks: 2, days: null });
});

it('holds one version against another', async () => {
  const old = await observed([], {});
  const next = await observed([], { texts: { channel: i => (i % 10 ? 'web' : 'app') } });
  const report = await driftOf(next, { against: { kind: 'VERSION', versionId: old.id } });
  expect(report).toMatchObject({ drifted: ['channel'], reference: { kind: 'VERSION', version: { id: old.id } } });
});

it('says how many rows there are, and how many it takes', async () => {
  const few = await observed([2], { count: 40 });
  expect(await driftOf(few)).toMatchObject({ n: 40, enoughData: false, drifted: [] });
  expect((await driftOf(few))?.features[0]?.explanation).toBe('Not enough data: 40 of 100 rows.');
  const [feature] = (await driftOf(few, { against: { kind: 'TRAINING' } }))?.features ?? [];
  expect(feature?.explanation).toBe('The reference has no such column.');
});

it('tells nothing of what is not there, or not for the viewer', async () => {
  expect(await driftOf(await office.addVersion())).toBeNull();
  const secret = await office.addVersion(await office.addModel('RESTRICTED'));
  await observe(office, secret, usual({}));
  expect(await driftOf(secret)).not.toBeNull();
  expect(await driftOf(secret, {}, office.ana)).toBeNull();
  const open = await observed([], {});
  const against = { kind: 'VERSION', versionId: secret.id };
  const asked = { source, variables: { of: refer([open]), ...lastHour, against } };
  const { errors } = await askRaw(office.as(office.ana), asked.source, asked.variables);
  expect(errors?.[0]?.message).toMatch(/^Nothing was observed of a version/);
});

it.each([
  ['a time that ends before it begins', { from: lastHour.to, to: lastHour.from }, /ends .* before it begins/],
  ['a year and more', { from: ago(500).toISOString() }, /longer than 400 days/],
  ['a version that is not named', { against: { kind: 'VERSION' } }, /give "versionId"/],
  ['no days', { against: { kind: 'TRAILING', days: 0 } }, /"days" is how far back/],
  ['a thousand weeks', { against: { kind: 'SAME_WEEKDAY', weeks: 1000 } }, /"weeks" is how many/],
  ['a slice that nobody watches', { slice: 'channel=web' }, /save a monitor of the model with slice "channel=web"/],
])('refuses %s, and says how to mend it', async (_, changes, message) => {
  const version = await observed([], { count: 3 });
  const { errors } = await askRaw(office.as(office.engineer), source, {
    of: refer([version]),
    ...lastHour,
    ...changes,
  });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(errors?.[0]?.message).toMatch(message);
});

it.each([
  ['a version that no database could hold', { against: { kind: 'VERSION', versionId: 'a\u0000' } }],
  ['a slice that no database could hold', { slice: 'channel=\u0000\ud800' }],
])('refuses %s, like one that is not there', async (_, changes) => {
  const version = await observed([], { count: 3 });
  const { errors } = await askRaw(office.as(office.engineer), source, {
    of: refer([version]),
    ...lastHour,
    ...changes,
  });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});

it('bears the first year of all, which has no weeks before it', async () => {
  const version = await observed([], { count: 3 });
  const first = { from: '0001-01-01T00:00:00Z', to: '0001-01-02T00:00:00Z' };
  for (const kind of ['TRAILING', 'SAME_WEEKDAY']) {
    expect(await driftOf(version, { ...first, against: { kind } })).toMatchObject({ n: 0, enoughData: false });
  }
});

it('looks at the rows of a slice that a monitor names', async () => {
  const version = await office.addVersion();
  const save = 'mutation ($input: SaveMonitorInput!) { saveMonitor(input: $input) { problem { message } } }';
  const monitor = { model: version.modelId, name: 'Web', kind: 'METRIC', metric: 'latency_ms', slice: 'channel=web' };
  const rule = { comparator: 'AT_MOST', threshold: 1 };
  expect(await office.ask(office.engineer, save, { input: { monitor: { ...monitor, ...rule } } })).toEqual({
    saveMonitor: { problem: null },
  });
  await observe(office, version, usual({ from: ago(2) }));
  await observe(office, version, usual({}));
  expect(await driftOf(version, { slice: 'channel=web' })).toMatchObject({ n: 150 });
});

it('takes as many statements for many versions as for one', async () => {
  const versions = [await observed([2], {}), await observed([2], {}), await observed([2], {})];
  const count = async (of: readonly KnownVersion[]) => {
    const asked = () => office.ask(office.engineer, source, { of: refer(of), ...lastHour });
    return (await countStatements(asked)).statements.length;
  };
  expect(await count(versions)).toBe(await count(versions.slice(0, 1)));
});
