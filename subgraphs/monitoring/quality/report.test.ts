import { countStatements } from '@handoff/kit/database/statements';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftFindings } from '../drift/findings.ts';
import { observe, type Sent } from '../testing/observing.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { saveProfile } from '../testing/profile.ts';
import { qualityFindings } from './findings.ts';

let office: Office;
let scientist: string;
beforeAll(async () => {
  office = await openOffice();
  scientist = await addPerson(office.db, 'Sam');
  await giveRole(office.db, { to: scientist, role: await addRole(office.db, 'trainer', ['VERSION_REGISTER']) });
});
afterAll(() => office.database.drop());

const now = Date.now();
const [from, to] = [new Date(now - 3_600_000), new Date(now + 60_000)];
const source = `query ($of: [_Any!]!, $from: DateTime!, $to: DateTime!) { _entities(representations: $of) { ... on ModelVersion {
  id quality(from: $from, to: $to) { ...Told } trainingQuality { ...Told } } } }
  fragment Told on QualityReport { n broken fields { field missingShare invalidShare outOfRangeShare unseenShare outlierShare explanation } }`;
interface Told {
  n: number;
  broken: string[];
  fields: {
    field: string;
    missingShare: number;
    invalidShare: number;
    outlierShare: number;
    explanation: string | null;
  }[];
}
interface Answer {
  quality: Told | null;
  trainingQuality: Told | null;
}

const refer = (versions: readonly { id: string }[]) => versions.map(({ id }) => ({ __typename: 'ModelVersion', id }));
async function qualityOf(version: { id: string }, as = office.engineer): Promise<Answer | null> {
  const variables = { of: refer([version]), from: from.toISOString(), to: to.toISOString() };
  return (await office.ask<{ _entities: (Answer | null)[] }>(as, source, variables))._entities[0] ?? null;
}

const income = (i: number) => 2000 + ((i * 7919) % 1000);
const country = (i: number) => (i % 3 ? 'DE' : 'FR');
const each = <T>(count: number, value: (i: number) => T) => Array.from({ length: count }, (_, i) => value(i));
const trained = (count: number, changes: object = {}) => ({
  columns: [
    { name: 'income', numbers: each(count, income) },
    { name: 'country', texts: each(count, country) },
  ],
  ...changes,
});
const usual = (changes: Partial<Sent>): Sent => ({
  ...{ from: new Date(now - 1_800_000), count: 200, numbers: { income }, texts: { country }, ...changes },
});

/** A version that was trained on a thousand usual rows, and saw these. */
async function watched(changes: Partial<Sent>): Promise<KnownVersion> {
  const version = await office.addVersion();
  await saveProfile(office, version, { as: scientist, input: trained(1000) });
  await observe(office, version, usual(changes));
  return version;
}

describe('quality', () => {
  it('has nothing to say of what is as it was', async () => {
    const found = await qualityOf(await watched({}));
    expect(found?.quality).toMatchObject({ n: 200, broken: [] });
    expect(found?.quality?.fields.map(({ field, explanation }) => [field, explanation])).toEqual([
      ['income', null],
      ['country', null],
    ]);
    expect(found?.trainingQuality).toMatchObject({ n: 1000, broken: [] });
  });

  it('names each field that is broken, and what is wrong with it', async () => {
    const found = await qualityOf(
      await watched({
        numbers: { income: i => income(i) / 1000 },
        texts: { country: i => (i % 5 ? country(i) : 'XX') },
      }),
    );
    expect(found?.quality?.broken).toEqual(['income', 'country']);
    const [ofIncome, ofCountry] = found?.quality?.fields ?? [];
    expect(ofIncome?.explanation).toMatch(/as if the unit had changed: 0.001 times what it was\.$/);
    expect(ofCountry?.explanation).toBe(
      'A category that the reference has not seen in 20 % of the rows, 0 % in the reference.',
    );
  });

  it('of training rows is judged by itself', async () => {
    const version = await office.addVersion();
    const columns = [{ name: 'income', texts: ['much', ...each(99, i => (i < 60 ? null : String(i)))] }];
    await saveProfile(office, version, { as: scientist, input: { columns } });
    expect((await qualityOf(version))?.trainingQuality).toMatchObject({
      ...{ n: 100, broken: ['income'] },
      fields: [{ field: 'income', missingShare: 0.6, explanation: 'Missing in 60 % of the rows.' }],
    });
  });

  it('is null where nothing is known, and of what the viewer may not see', async () => {
    const version = await office.addVersion();
    expect(await qualityOf(version)).toBeNull();
    const secret = await office.addVersion(await office.addModel('RESTRICTED'));
    await observe(office, secret, usual({}));
    expect((await qualityOf(secret))?.quality?.n).toBe(200);
    expect(await qualityOf(secret, office.ana)).toBeNull();
  });

  it('takes as many statements for many versions as for one', async () => {
    const versions = [await watched({}), await watched({}), await watched({})];
    const count = async (of: readonly KnownVersion[]) => {
      const variables = { of: refer(of), from: from.toISOString(), to: to.toISOString() };
      return (await countStatements(() => office.ask(office.engineer, source, variables))).statements.length;
    };
    expect(await count(versions)).toBe(await count(versions.slice(0, 1)));
  });
});

describe('findings', () => {
  const everywhere = { environment: null, slice: null, feature: null, metric: null, from, to, minimumRows: 100 };

  it('say of each deployment how much is broken or drifted, in a number and a sentence', async () => {
    const version = await watched({ numbers: { income: i => income(i) + 400 } });
    const deploymentId = office.addDeployment(version, 'production');
    await observe(office, version, usual({ deploymentId, numbers: { income: i => (i % 4 ? income(i) : null) } }));
    const of = { ...everywhere, modelId: version.modelId };
    const quality = await qualityFindings(
      office.db,
      [of, { ...of, environment: 'production', metric: 'missing' }],
      new Date(),
    );
    expect(quality.map(({ place, environment, value }) => [place, environment, value])).toEqual([
      [0, '', 1],
      [0, 'production', 1],
      [1, 'production', 0.25],
    ]);
    expect(quality[1]?.sentence).toBe('income: Missing in 25 % of the rows, 0 % in the reference.');
    const drift = await driftFindings(office.db, [{ ...of, reference: null }], new Date());
    expect(drift.map(({ value, n }) => [value, n])).toEqual([
      [1, 200],
      [1, 200],
    ]);
    expect(drift[0]?.sentence).toMatch(
      /^1 of 2 columns drifted against the training data\. income: The median went from/,
    );
    expect(drift[0]?.histogram.at(-1)).toEqual({ label: 'missing', reference: 0, current: 0 });
  });

  it('have no value with too few rows', async () => {
    const version = await watched({ count: 20 });
    const of = { ...everywhere, modelId: version.modelId };
    const sentence = 'Not enough data: 20 of 100 rows.';
    expect(await qualityFindings(office.db, [of], new Date())).toMatchObject([{ value: null, n: 20, sentence }]);
    const drift = await driftFindings(office.db, [{ ...of, reference: null, metric: 'psi' }], new Date());
    expect(drift).toMatchObject([{ value: null, n: 20, sentence, histogram: [] }]);
  });

  it('say that nothing is wrong, and take three statements however many are asked for', async () => {
    const versions = [await watched({}), await watched({})];
    const asked = versions.map(({ modelId }) => ({ ...everywhere, modelId, reference: null, feature: 'income' }));
    const drift = await countStatements(() => driftFindings(office.db, asked, new Date()));
    expect(drift.result.map(({ value, sentence }) => [value, sentence])).toEqual([
      [0, 'None of 1 columns drifted against the training data.'],
      [0, 'None of 1 columns drifted against the training data.'],
    ]);
    expect(drift.statements).toHaveLength(3);
    const quality = await countStatements(() => qualityFindings(office.db, asked, new Date()));
    expect(quality.result[1]?.sentence).toBe('Nothing is wrong with the values of 1 fields.');
    expect(quality.statements).toHaveLength(3);
  });
});
