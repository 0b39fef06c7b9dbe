import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { newId } from '@handoff/kit/id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnCountsOf } from '../summary/queries.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { type LabelledRequest, labelledRows } from './queries.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const observe = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) {
  accepted problem { message } } }`;
const record = `mutation ($input: RecordLabelsInput!) { recordLabels(input: $input) {
  accepted duplicate waiting replaced rejected { index reason } problem { __typename message } } }`;
interface Recorded {
  accepted: number;
  duplicate: boolean;
  waiting: number;
  replaced: number;
  rejected: { index: number; reason: string }[];
  problem: { __typename: string } | null;
}

let batches = 0;
const now = Date.now();
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();

async function predict(of: object, ids: readonly string[], minutesAgo = 60) {
  const input = {
    ...{ batchId: `b${batches++}`, at: ids.map(() => at(minutesAgo)), predictionIds: ids },
    columns: [{ name: 'channel', texts: ids.map((_, i) => (i % 2 ? 'web' : 'shop')) }],
    prediction: { name: 'p', numbers: ids.map((_, i) => i % 2) },
    score: ids.map(() => 0.5),
    ...of,
  };
  const answer = await office.ask(office.engineer, observe, { input });
  expect(answer).toEqual({ recordObservations: { accepted: ids.length, problem: null } });
}

async function label(
  version: KnownVersion,
  labels: object[],
  { as = office.engineer, ...changes }: { as?: string; batchId?: string } = {},
) {
  const input = { versionId: version.id, batchId: `l${batches++}`, labels, ...changes };
  return (await office.ask<{ recordLabels: Recorded }>(as, record, { input })).recordLabels;
}
const taken = { duplicate: false, waiting: 0, replaced: 0, rejected: [], problem: null };
const one = (predictionId: string, changes: object = {}) => ({ predictionId, number: 1, at: at(5), ...changes });

const request = (version: KnownVersion, changes: Partial<LabelledRequest> = {}): LabelledRequest => ({
  ...{ versionId: version.id, deploymentId: null, environment: null, groupBy: 'channel' },
  ...{ from: new Date(now - 3_600_000), to: new Date(now + 3_600_000), ...changes },
});

describe('a label', () => {
  it('finds its row, with what was predicted and read, by the time it was known', async () => {
    const version = await office.addVersion();
    const deploymentId = office.addDeployment(version, 'production');
    await predict({ deploymentId }, ['a', 'b']);
    const labels = [one('a', { number: 0 }), one('b'), one('b', { at: at(500) })];
    expect(await label(version, labels)).toEqual({
      ...taken,
      accepted: 2,
      rejected: [{ index: 1, reason: expect.stringContaining('later label') }],
    });
    const inTime = request(version);
    const [found, wider, web, elsewhere] = await labelledRows(office.db, [
      inTime,
      request(version, { from: new Date(now - 36_000_000), deploymentId }),
      request(version, { from: new Date(0), only: { column: 'channel', value: 'web' } }),
      request(version, { environment: 'staging' }),
    ]);
    const row = { predictionId: 'a', predictedAt: new Date(at(60)), at: new Date(at(5)), score: 0.5 };
    expect(found).toEqual([{ ...row, prediction: 0, label: 0, group: 'shop' }]);
    expect(wider?.map(({ predictionId }) => predictionId)).toEqual(['b', 'a']);
    expect(web).toMatchObject([{ predictionId: 'b', prediction: 1, label: 1, group: 'web' }]);
    expect(elsewhere).toEqual([]);
  });

  it('is kept and told where its row has not come, and finds it when it comes', async () => {
    const version = await office.addVersion();
    await predict({ versionId: version.id }, ['x']);
    expect(await label(version, [one('early', { number: null, text: 'yes' }), one('x')])).toEqual({
      ...taken,
      accepted: 2,
      waiting: 1,
    });
    expect((await labelledRows(office.db, [request(version)]))[0]).toHaveLength(1);
    await predict({ versionId: version.id }, ['early', 'other']);
    const [found] = await labelledRows(office.db, [request(version)]);
    expect(found?.map(({ predictionId, label: known, prediction }) => [predictionId, known, prediction])).toEqual([
      ['early', 'yes', 0],
      ['x', 1, 0],
    ]);
    const events = await rows<{ detail: object }>(
      office.db,
      `SELECT detail FROM event.entry WHERE subject_id = $1 AND action = 'observations.recorded' ORDER BY at, id`,
      [version.id],
    );
    expect(events.at(-1)?.detail).toMatchObject({ labelsJoined: 1 });
  });

  it('takes the place of an earlier one, and is summed up once', async () => {
    const version = await office.addVersion();
    await predict({ versionId: version.id }, ['a', 'b']);
    await label(version, [one('a'), one('b')]);
    expect(await label(version, [one('a', { number: 0, at: at(3 * 1440) })])).toEqual({
      ...taken,
      accepted: 1,
      replaced: 1,
    });
    const [found] = await labelledRows(office.db, [request(version, { from: new Date(0) })]);
    expect(found?.map(({ predictionId, label: known }) => [predictionId, known])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    const span = { from: new Date(now - 86_400_000), to: new Date(now + 3_600_000) };
    const of = { versionId: version.id, deploymentId: null, environment: null };
    const [columns] = await columnCountsOf(office.db, [{ ...of, ...span }], new Date(now));
    expect(columns?.find(({ role }) => role === 'LABEL')).toMatchObject({ name: 'label', kind: 'NUMERIC', n: 2 });
  });

  it('never misses its row when both come at once', async () => {
    const version = await office.addVersion();
    const ids = Array.from({ length: 12 }, (_, i) => `p${i}`);
    const both = ids.flatMap(id => [predict({ versionId: version.id }, [id]), label(version, [one(id)])]);
    await Promise.all(both);
    const [found] = await labelledRows(office.db, [request(version)]);
    expect(found).toHaveLength(12);
  });

  it.each<[string, object, string]>([
    ['has neither number nor text', { number: null }, 'one of the two'],
    ['has both', { text: 'yes' }, 'one of the two'],
    ['is of no row', { predictionId: '' }, '"predictionId" is empty'],
    ['lies in the future', { at: at(-60) }, 'future'],
    ['has a NUL character', { number: null, text: 'a\u0000' }, 'NUL'],
  ])('that %s is rejected, saying why', async (...[, changes, reason]) => {
    const version = await office.addVersion();
    expect(await label(version, [one('a', changes)])).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, reason: expect.stringContaining(reason) }],
    });
  });
});

describe('a batch of labels', () => {
  it('adds nothing when it came before, and may share the id of a batch of rows', async () => {
    const version = await office.addVersion();
    await predict({ versionId: version.id, batchId: 'same' }, ['a']);
    const both = [1, 2].map(() => label(version, [one('a')], { batchId: 'same' }));
    expect((await Promise.all(both)).map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    expect(await label(version, [one('a', { at: at(-60) })], { batchId: 'same' })).toMatchObject({ duplicate: true });
  });

  it('is for who may send, and of a version that may be seen', async () => {
    const version = await office.addVersion();
    const hidden = await office.addVersion(await office.addModel('RESTRICTED'));
    const asAna = async (of: KnownVersion) => (await label(of, [one('a')], { as: office.ana })).problem?.__typename;
    expect([await asAna(version), await asAna(hidden)]).toEqual(['NotAllowed', 'NotFound']);
    const unknown = { id: newId('ver'), modelId: '' };
    expect((await label(unknown, [one('a')])).problem?.__typename).toBe('NotFound');
  });

  it('is read with one statement for many versions', async () => {
    const versions = [await office.addVersion(), await office.addVersion()];
    const counted = await countStatements(() =>
      labelledRows(
        office.db,
        versions.map(each => request(each)),
      ),
    );
    expect([counted.result, counted.statements.length]).toEqual([[[], []], 1]);
  });
});
