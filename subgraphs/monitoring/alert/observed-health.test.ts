import { afterAll, beforeAll, expect, it } from 'vitest';
import { addMonitor, fire, settle } from '../testing/firing.ts';
import { type Office, openOffice } from '../testing/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

interface Health {
  status: string;
  openAlerts: number;
  lastObservedAt: string | null;
}
const source = `query ($model: [_Any!]!, $run: [_Any!]!) {
  models: _entities(representations: $model) { ... on Model { health { status openAlerts lastObservedAt } } }
  runs: _entities(representations: $run) { ... on Deployment { health { status openAlerts lastObservedAt } } } }`;
async function healthOf(modelId: string, deploymentId: string): Promise<[Health | undefined, Health | undefined]> {
  const variables = {
    model: [{ __typename: 'Model', id: modelId }],
    run: [{ __typename: 'Deployment', id: deploymentId }],
  };
  const found = await office.ask<Record<'models' | 'runs', { health: Health }[]>>(office.ana, source, variables);
  return [found.models[0]?.health, found.runs[0]?.health];
}

it('of a model and of what runs follows what was observed of it, and the alerts about it', async () => {
  const version = await office.addVersion();
  const [run, other] = [office.addDeployment(version, 'production'), office.addDeployment(version, 'staging')];
  const unknown = { status: 'UNKNOWN', openAlerts: 0, lastObservedAt: null };
  expect(await healthOf(version.modelId, run)).toEqual([unknown, unknown]);
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 120_000).toISOString();
  const columns = [{ name: 'x', numbers: [1, 2] }];
  const input = { deploymentId: run, batchId: 'b', at: [minute, minute], columns };
  const observe = 'mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { accepted } }';
  expect(await office.ask(office.engineer, observe, { input })).toEqual({ recordObservations: { accepted: 2 } });
  const healthy = { status: 'HEALTHY', openAlerts: 0, lastObservedAt: minute };
  expect(await healthOf(version.modelId, run)).toEqual([healthy, healthy]);
  expect((await healthOf(version.modelId, other))[1]).toEqual(unknown);
  const monitor = await addMonitor(office, version.modelId, { kind: 'LATENCY', severity: 'CRITICAL' });
  const alert = await fire(office, monitor, { deploymentId: run });
  const failing = { ...healthy, status: 'FAILING', openAlerts: 1 };
  expect(await healthOf(version.modelId, run)).toEqual([failing, failing]);
  expect((await healthOf(version.modelId, other))[1]).toEqual(unknown);
  await settle(office, alert);
  expect(await healthOf(version.modelId, run)).toEqual([healthy, healthy]);
});
