import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';

let catalogue: Catalogue;
let eve: string;
beforeAll(async () => {
  catalogue = await Catalogue.open();
  eve = await addPerson(catalogue.database.db, 'Eve');
  await addTeam(catalogue.database.db, 'curious', [eve]);
});
afterAll(() => catalogue.database.drop());

const data = (more: object = {}) => ({
  trainingData: [{ purpose: 'TRAINING', dataset: { name: 'payroll', ...more } }],
});
const reading = (dtype: string) => ({ features: [{ name: 'x', dtype, definition: 'salary' }] });
const secret = data({ uri: 's3://vault/payroll', rows: 1234, digest: 'd'.repeat(64), description: 'all wages' });

interface Used {
  model: {
    latestVersion: {
      trainingData: { dataset: { id: string; uri: string | null } }[];
      features: { definition: { id: string; dtype: string } }[];
    };
  };
}
async function used(by: string, name: string) {
  const source = `query ($name: String!) { model(name: $name) { latestVersion {
    trainingData { dataset { id uri rows digest description } } features { definition { id dtype } } } } }`;
  const { model } = await ask<Used>(catalogue.as(by), source, { name });
  return {
    dataset: model.latestVersion.trainingData[0]?.dataset,
    definition: model.latestVersion.features[0]?.definition,
  };
}

it('a name that is guessed leads to nothing that only a restricted model uses', async () => {
  await catalogue.register('wages', { visibility: 'RESTRICTED' });
  await catalogue.version('wages', { ...secret, ...reading('double') });
  const open = await catalogue.run('registerModel', eve, {
    name: 'guess',
    team: 'curious',
    task: 'OTHER',
    riskTier: 'MINIMAL',
  });
  expect(open.problem).toBeNull();
  await catalogue.version('guess', { ...data({ digest: 'd'.repeat(64) }), ...reading('string') });
  const found = await used(eve, 'guess');
  expect(found.dataset).toMatchObject({ uri: null, rows: null, description: null });
  expect(found.definition).toMatchObject({ dtype: 'string' });
  const own = await used(catalogue.admin, 'wages');
  expect(own.dataset).toMatchObject({ uri: 's3://vault/payroll' });
  expect(own.dataset?.id).not.toBe(found.dataset?.id);
  expect(own.definition?.id).not.toBe(found.definition?.id);
});

it('what everybody knows is shared, by restricted models too, and its own comes first', async () => {
  for (const name of ['first', 'second']) {
    await catalogue.register(name);
    await catalogue.version(name, {
      trainingData: [{ purpose: 'TRAINING', dataset: { name: 'clicks' } }],
      ...reading('string'),
    });
  }
  await catalogue.register('third', { visibility: 'RESTRICTED' });
  await catalogue.version('third', {
    trainingData: [{ purpose: 'TEST', dataset: { name: 'clicks' } }],
    ...reading('string'),
  });
  const [first, second, third] = await Promise.all(
    ['first', 'second', 'third'].map(name => used(catalogue.admin, name)),
  );
  expect(second?.dataset?.id).toBe(first?.dataset?.id);
  expect(third?.dataset?.id).toBe(first?.dataset?.id);
  await catalogue.version('wages', { ...data(), ...reading('double') });
  expect((await used(catalogue.admin, 'wages')).dataset).toMatchObject({ uri: 's3://vault/payroll' });
});
