import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, graphOf } from '@handoff/kit/testing/graph';
import { giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalogue } from '../../model/testing/catalogue.ts';
import { datahub } from '../../source/datahub/adapter.ts';
import { importAll } from '../../source/import.ts';
import { readSignature } from '../../source/mlmodel/signature.ts';
import { signature } from './signature.ts';
import { writeDataHub } from './write.ts';

let here: Catalogue;
let there: Catalogue;
let folder: string;

beforeAll(async () => {
  [here, there] = [await Catalogue.open(), await Catalogue.open()];
  folder = await mkdtemp(join(tmpdir(), 'handoff-round-trip-'));
  const { id } = await here.register('team/churn', { title: 'Who leaves', description: 'Monthly.', tags: ['retail'] });
  await giveRole(here.database.db, { to: here.admin, role: 'owner', model: id });
  await here.version('team/churn', {
    hyperparameters: [{ name: 'depth', value: '6' }],
    features: [
      { name: 'age', dtype: 'long', required: false },
      { name: 'image', dtype: 'tensor<float32>', shape: [-1, 3] },
    ],
    labels: [{ name: 'leaves', dtype: 'array<map<string>>' }],
    evaluations: [
      { metric: 'auc', value: 0.81 },
      { metric: 'grade', valueText: 'good' },
    ],
  });
  await here.version('team/churn', {});
  await here.run('setAlias', here.admin, { model: 'team/churn', name: 'champion', version: '1' });
  await here.register('gone');
  await here.run('archiveModel', here.admin, { model: 'gone', reason: 'Replaced.' });
});
afterAll(async () => {
  await Promise.all([here.database.drop(), there.database.drop()]);
  await rm(folder, { recursive: true, force: true });
});

const question = `{ models(orderBy: NAME) { nodes { name title description aliases { name version { version } }
  versions { nodes { version createdAt hyperparameters { name value }
    features { name dtype shape required } labels { name dtype shape } evaluations { metric value valueText } } } } } }`;

it('what is written for DataHub is read again as the same models, versions, aliases, signatures and figures', async () => {
  let text = '';
  const place = {
    write: async (part: string) => {
      text += part;
    },
  };
  const client = graphOf(here.as(here.admin));
  expect(await writeDataHub({ asking: { client }, place })).toMatchObject({ value: { models: 2, versions: 2 } });
  const where = join(folder, 'models.json');
  await writeFile(where, text);
  const summary = await importAll({
    ...{ adapter: datahub, where, client: graphOf(there.as(there.admin)), dryRun: false },
    onResult: line => expect([line.problem, line.kept]).toEqual([null, []]),
  });
  expect(summary).toMatchObject({ records: { created: 1, rejected: 0 }, versions: { created: 2, rejected: 0 } });
  expect(await ask(there.as(there.admin), question)).toEqual(await ask(here.as(here.admin), question));
});

describe('a signature', () => {
  it.each([
    ['double', null],
    ['string', [3]],
    ['tensor<float32>', [-1, 3]],
    ['tensor<float32>', null],
    ['array<array<long>>', null],
    ['map<array<string>>', null],
    ['object', null],
  ])('with the type %s and the shape %j is read by MLflow’s rules as the same type', (dtype, shape) => {
    const inputs = signature([{ name: 'x', dtype, shape, required: false }]);
    const read = readSignature({ inputs });
    expect(read).toMatchObject({ kind: 'Signature', features: [{ name: 'x', dtype, required: false }] });
  });

  it.each([
    ['array', 'array<any>'],
    ['map', 'map<any>'],
    ['tensor', 'any'],
  ])('with the bare type %s says that the inner type may be any', (dtype, read) => {
    const outputs = signature([{ name: 'x', dtype, shape: null }]);
    expect(readSignature({ outputs })).toMatchObject({ labels: [{ name: 'x', dtype: read }] });
  });
});
