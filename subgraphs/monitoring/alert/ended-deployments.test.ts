import { ground } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, measure, watch } from '../testing/watching.ts';
import { endedDeploymentsFollower } from './ended-deployments.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

it('ends what was found of a deployment that is retired, and leaves what still runs', async () => {
  const version = await office.addVersion();
  const [gone = '', live = ''] = ['production', 'production'].map(name => office.addDeployment(version, name));
  await watch(office, version.modelId);
  for (const deploymentId of [gone, live]) {
    await measure(office, { version, deploymentId }, { at: new Date(), value: 0.1 });
  }
  await evaluateAll(office, new Date());
  office.tell(gone, { deployment: { state: 'RETIRED' } });
  office.tell(live, { deployment: { state: 'LIVE' } });
  const { react } = endedDeploymentsFollower(ground(office.db, office.evaluating.tools.graph));
  const entries = [{ action: 'deployment.retired', modelId: version.modelId }] as never;
  await Promise.all([react(entries), react(entries)]);
  const found = await alertsOf(office, version.modelId);
  const state = (id: string) => found.find(({ deployment }) => deployment?.id === id);
  expect([state(gone)?.state, state(live)?.state]).toEqual(['RESOLVED', 'FIRING']);
  expect(state(gone)?.history.map(({ move, note }) => [move, note])).toEqual([
    ['FIRE', null],
    ['RESOLVE', 'What it was about does not run there any more.'],
  ]);
  // What is left of it in the window is of no matter any more; what comes of it all the same ends at once.
  await evaluateAll(office, new Date(Date.now() + 20_000));
  expect(await alertsOf(office, version.modelId)).toHaveLength(2);
  await watch(office, version.modelId, { name: 'Later' });
  await evaluateAll(office, new Date(Date.now() + 40_000));
  await react([{ action: 'alert.fired', modelId: version.modelId }] as never);
  const all = await alertsOf(office, version.modelId);
  expect(all.filter(({ state }) => state === 'FIRING').map(({ deployment }) => deployment?.id)).toEqual([live, live]);
  expect(all).toHaveLength(4);
});
