import { countStatements } from '@handoff/kit/database/statements';
import { askRaw } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { label, observe } from '../testing/observing.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { type PerformanceQuestion, performanceFindings } from './findings.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const now = Date.now();
const hourMs = 3_600_000;
const ago = (hours: number) => new Date(now - hours * hourMs);
const source = `query ($of: [_Any!]!, $from: DateTime!, $to: DateTime!, $groupBy: String) { _entities(representations: $of) {
  ... on ModelVersion { id performance(from: $from, to: $to, groupBy: $groupBy) { n labelledShare asOf estimateTrusted
    metrics { ...Told } estimated { ...Told } groups { group n metrics { ...Told } }
    fairness { metric lowest highest difference ratio enoughData } } } } }
  fragment Told on PerformanceMetric { name value lower upper objective met }`;
interface Metric {
  name: string;
  value: number | null;
  lower: number | null;
  upper: number | null;
  objective: number | null;
  met: boolean | null;
}
interface Told {
  n: number;
  labelledShare: number;
  asOf: string;
  estimateTrusted: boolean;
  metrics: Metric[];
  estimated: Metric[];
  groups: { group: string; n: number; metrics: Metric[] }[];
  fairness: { metric: string; lowest: string; highest: string; enoughData: boolean }[];
}

const refer = (versions: readonly { id: string }[]) => versions.map(({ id }) => ({ __typename: 'ModelVersion', id }));
const times = (from: number, to: number) => ({ from: ago(from).toISOString(), to: ago(to).toISOString() });
async function performanceOf(
  version: { id: string },
  changes: object = {},
  as = office.engineer,
): Promise<Told | null> {
  const variables = { of: refer([version]), ...times(3, -1), ...changes };
  const answer = await office.ask<{ _entities: ({ performance: Told } | null)[] }>(as, source, variables);
  return answer._entities[0]?.performance ?? null;
}
const figureOf = (metrics: readonly Metric[] = [], name: string) => metrics.find(each => each.name === name)?.value;

/** Scores from 0.05 to 0.95, each as often as the others. */
const score = (i: number) => 0.05 + (i % 10) / 10;
/** What comes true so often as the score says; turned: as often as it does not. */
const truth = (i: number, turned = false) =>
  Number(((Math.floor(i / 10) * 7) % 20) / 20 < (turned ? 1 - score(i) : score(i)));

interface Judged {
  count?: number;
  labelled?: number;
  predictedHoursAgo?: number;
  labelledHoursAgo?: number;
  turned?: boolean;
  deploymentId?: string;
}
let series = 0;

/** Predictions of a version that were made some hours ago, some of which got their label later. */
async function judge(version: KnownVersion, of: Judged = {}): Promise<void> {
  const {
    count = 400,
    labelled = count,
    predictedHoursAgo = 2,
    labelledHoursAgo = 1,
    turned = false,
    deploymentId,
  } = of;
  const ids = `s${series++}-`;
  await observe(office, version, {
    ...{ from: ago(predictedHoursAgo), count, ids, score, prediction: i => Number(score(i) >= 0.5) },
    texts: { sex: i => (i % 4 ? 'f' : 'm') },
    ...(deploymentId && { deploymentId }),
  });
  await label(office, version, { ids, count: labelled, at: ago(labelledHoursAgo), number: i => truth(i, turned) });
}

async function classifier(of: Judged | null = {}, objectives: object[] = []): Promise<KnownVersion> {
  const version = await office.addVersion();
  office.list(version, { task: 'BINARY_CLASSIFICATION', objectives });
  if (of) await judge(version, of);
  return version;
}

describe('performance', () => {
  it('is that of the labels that came, beside objectives and the estimate', async () => {
    const objectives = [
      { metric: 'ROC AUC', comparator: 'AT_LEAST', target: 0.8 },
      { metric: 'accuracy', comparator: 'AT_LEAST', target: 0.99 },
      { metric: 'latency', comparator: 'AT_MOST', target: 5 },
    ];
    const found = await performanceOf(await classifier({ labelled: 300 }, objectives));
    expect(found).toMatchObject({ n: 400, labelledShare: 0.75, estimateTrusted: true, groups: [], fairness: [] });
    expect(found?.metrics).toHaveLength(13);
    expect(found?.metrics.find(({ name }) => name === 'roc_auc')).toMatchObject({ objective: 0.8, met: true });
    const accuracy = found?.metrics.find(({ name }) => name === 'accuracy');
    expect(accuracy).toMatchObject({ objective: 0.99, met: false });
    expect(accuracy?.lower).toBeLessThan(accuracy?.value ?? 0);
    // The scores are calibrated: what they let one expect came true.
    expect(figureOf(found?.estimated, 'accuracy')).toBeCloseTo(0.75, 9);
    expect(figureOf(found?.metrics, 'accuracy')).toBeCloseTo(0.75, 1);
  });

  it('says that the estimate is not to be trusted once labels say otherwise, or while few have come', async () => {
    const turned = await performanceOf(await classifier({ turned: true }));
    expect(turned).toMatchObject({ estimateTrusted: false });
    expect(figureOf(turned?.estimated, 'accuracy')).toBeCloseTo(0.75, 9);
    expect(figureOf(turned?.metrics, 'accuracy')).toBeLessThan(0.35);
    expect((await performanceOf(await classifier({ labelled: 50 })))?.estimateTrusted).toBe(false);
  });

  it('is of the predictions of a time, and computed anew as labels come', async () => {
    const version = await classifier({ predictedHoursAgo: 10, labelledHoursAgo: 9 });
    await judge(version, { labelled: 10 });
    expect(await performanceOf(version)).toMatchObject({ n: 400, labelledShare: 0.025 });
    expect(await performanceOf(version, times(11, 9))).toMatchObject({ n: 400, labelledShare: 1 });
    await label(office, version, { ids: `s${series - 1}-`, count: 400, at: ago(0.01), number: i => truth(i) });
    expect(await performanceOf(version)).toMatchObject({ labelledShare: 1 });
  });

  it('by groups tells how far they are apart', async () => {
    const found = await performanceOf(await classifier({}), { groupBy: 'sex' });
    expect(found?.groups.map(({ group, n }) => [group, n])).toEqual([
      ['f', 300],
      ['m', 100],
    ]);
    expect(found?.groups[0]?.metrics).toHaveLength(13);
    expect(found?.fairness.map(({ metric, enoughData }) => [metric, enoughData])).toEqual([
      ['selection_rate', true],
      ['true_positive_rate', true],
      ['false_positive_rate', true],
    ]);
    expect((await performanceOf(await classifier({}), { groupBy: 'shoe size' }))?.groups).toMatchObject([
      { group: 'missing', n: 400 },
    ]);
    expect((await performanceOf(await classifier({}), { groupBy: 'a\u0000' }))?.groups).toHaveLength(1);
  });

  it.each([
    ['REGRESSION', ['mae', 'rmse', 'mape', 'r2', 'mean_error']],
    ['MULTICLASS_CLASSIFICATION', ['accuracy', 'balanced_accuracy', 'precision', 'recall', 'f1']],
  ])('of %s has the metrics of that task, and no estimate', async (task, names) => {
    const version = await office.addVersion();
    office.list(version, { task });
    const ids = `s${series++}-`;
    await observe(office, version, { from: ago(2), count: 150, ids, prediction: i => i % 7 });
    await label(office, version, { ids, count: 150, at: ago(1), number: i => (i % 7) + Number(i % 5 === 0) });
    const found = await performanceOf(version);
    expect(found?.metrics.map(({ name }) => name)).toEqual(names);
    expect(found?.metrics[0]?.value).toBeCloseTo(task === 'REGRESSION' ? 0.2 : 0.8, 2);
    expect(found).toMatchObject({ estimated: [], estimateTrusted: false });
  });

  it('is empty before anything came, null where nothing is known, and not told to whom it does not concern', async () => {
    const version = await classifier({});
    const empty = await performanceOf(version, times(30, 20));
    expect(empty).toMatchObject({ n: 0, labelledShare: 0, estimated: [], estimateTrusted: false });
    expect(empty?.metrics.every(({ value }) => value === null)).toBe(true);
    expect(await performanceOf(await classifier(null))).toBeNull();
    const secret = await office.addVersion(await office.addModel('RESTRICTED'));
    await judge(secret);
    expect(await performanceOf(secret)).not.toBeNull();
    expect(await performanceOf(secret, {}, office.ana)).toBeNull();
    const { errors } = await askRaw(office.as(office.ana), source, { of: refer([version]), ...times(1, 2) });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('takes as many statements for many versions as for one', async () => {
    const versions = [await classifier({}), await classifier({}), await classifier({})];
    const count = async (of: readonly KnownVersion[]) => {
      const variables = { of: refer(of), ...times(3, -1), groupBy: 'sex' };
      return (await countStatements(() => office.ask(office.engineer, source, variables))).statements.length;
    };
    expect(await count(versions)).toBe(await count(versions.slice(0, 1)));
  });
});

describe('findings', () => {
  const question = (version: KnownVersion, changes: Partial<PerformanceQuestion> = {}): PerformanceQuestion => ({
    ...{ modelId: version.modelId, environment: null, slice: null, metric: 'accuracy', trailingDays: null },
    ...{ from: ago(24), to: new Date(now), minimumRows: 100, ...changes },
  });
  const tools = () => office.as(office.engineer);

  it('close their window by the time of the labels, and say what labels say', async () => {
    const version = await classifier({ predictedHoursAgo: 72 });
    await judge(version, { predictedHoursAgo: 72, labelledHoursAgo: 48, count: 500 });
    const [found] = await performanceFindings(tools(), [question(version)]);
    expect(found).toMatchObject({ n: 400, before: null, fell: false });
    expect(found?.value).toBeCloseTo(0.75, 1);
    expect(found?.sentence).toMatch(/^accuracy was 0\.7\d+ on the 400 labels that came, 0\.\d+ to 0\.\d+ at 95 %\.$/);
  });

  it('tell a fall against the days before, and what the estimate cannot see', async () => {
    const version = await classifier({ labelledHoursAgo: 30, predictedHoursAgo: 40 });
    await judge(version, { turned: true });
    const [found] = await performanceFindings(tools(), [question(version, { trailingDays: 28 })]);
    expect(found).toMatchObject({ fell: true, n: 400 });
    expect(found?.sentence).toMatch(
      /it got worse by more than chance explains\. The labels that came do not bear out the scores\. An estimate from scores alone cannot see/,
    );
  });

  it('have no value with too few labels, or of a metric of another task', async () => {
    const version = await classifier({ labelled: 20 });
    const found = await performanceFindings(tools(), [
      question(version),
      question(version, { metric: 'mae', minimumRows: 5 }),
      question(version, { slice: 'sex=m', minimumRows: 1 }),
    ]);
    expect(found.map(({ value, n }) => [value === null, n])).toEqual([
      [true, 20],
      [true, 20],
      [false, 5],
    ]);
    expect(found[0]?.sentence).toBe('Not enough data: 20 of 100 labels came.');
    expect(found[1]?.sentence).toMatch(/say nothing of mae/);
  });

  it('are of each deployment by itself, in two statements however many are asked for', async () => {
    const version = await classifier({});
    const deploymentId = office.addDeployment(version, 'production');
    await judge(version, { deploymentId, turned: true });
    const other = await classifier({});
    const asked = [question(version), question(version, { environment: 'production' }), question(other)];
    const { result, statements } = await countStatements(() => performanceFindings(tools(), asked));
    expect(result.map(({ place, environment, value }) => [place, environment, (value ?? 0) > 0.5])).toEqual([
      [0, '', true],
      [0, 'production', false],
      [1, 'production', false],
      [2, '', true],
    ]);
    expect(statements).toHaveLength(2);
  });
});
