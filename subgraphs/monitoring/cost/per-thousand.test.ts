import { countStatements } from '@handoff/kit/database/statements';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayMs } from '../grain.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { measure } from '../testing/watching.ts';

let office: Office;
const versions: KnownVersion[] = [];
/** Midnight in UTC, so many days ago. */
const day = (ago: number) => new Date((Math.floor(Date.now() / dayMs) - ago) * dayMs);

beforeAll(async () => {
  office = await openOffice();
  for (let i = 0; i < 3; i++) versions.push(await office.addVersion());
  const [first, second, third] = versions as [KnownVersion, KnownVersion, KnownVersion];
  const deploymentId = office.addDeployment(first, 'production');
  await pays(first, 4, 30);
  await pays(first, 3, 10);
  await predicts({ version: first, deploymentId }, 4, 3_000);
  await predicts({ version: first }, 3, 1_000);
  // Of this day no bill has come.
  await predicts({ version: first }, 2, 50_000);
  await pays(second, 4, 5);
  await predicts({ version: third }, 4, 100);
});
afterAll(() => office.database.drop());

async function pays({ modelId }: KnownVersion, ago: number, amount: number): Promise<void> {
  const costs = [{ from: day(ago).toISOString(), to: day(ago - 1).toISOString(), amount, currency: 'EUR' }];
  const source = 'mutation ($input: RecordCostInput!) { recordCost(input: $input) { accepted } }';
  const input = { model: modelId, batchId: `${ago}`, costs };
  expect(await office.ask(office.engineer, source, { input })).toEqual({ recordCost: { accepted: 1 } });
}

/** Predictions of one day, as intake counts them. */
function predicts(of: { version: KnownVersion; deploymentId?: string }, ago: number, value: number): Promise<void> {
  const at = new Date(day(ago).getTime() + 3_600_000);
  return measure(office, of, { name: 'predictions', at, value });
}

const source = `query ($of: [_Any!]!, $from: DateTime!, $to: DateTime!) { _entities(representations: $of) {
  ... on Model { cost(from: $from, to: $to) { amount perThousandPredictions } } } }`;
const costs = (of: readonly KnownVersion[], from = 5, to = 0) =>
  office.ask(office.ana, source, {
    of: of.map(({ modelId }) => ({ __typename: 'Model', id: modelId })),
    ...{ from: day(from).toISOString(), to: day(to).toISOString() },
  });

it('is what is billed over what was predicted until then, in all deployments', async () => {
  expect(await costs(versions)).toEqual({
    _entities: [
      { cost: { amount: 40, perThousandPredictions: 10 } },
      { cost: { amount: 5, perThousandPredictions: null } },
      { cost: null },
    ],
  });
  expect(await costs(versions.slice(0, 1), 3)).toEqual({
    _entities: [{ cost: { amount: 10, perThousandPredictions: 10 } }],
  });
});

it('takes as many statements for many models as for one', async () => {
  const one = await countStatements(() => costs(versions.slice(0, 1)));
  const all = await countStatements(() => costs(versions));
  expect(all.statements).toHaveLength(one.statements.length);
});
