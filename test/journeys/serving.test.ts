import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { changed } from '../people.ts';

const model = 'demand-forecast';
const environment = 'production';

interface Shown {
  model: {
    live: { id: string; version: { version: string }; observed: { version: string; matches: boolean } | null }[];
    divergences: { kind: string; version: string }[];
    alerts: { nodes: { title: string; state: string }[] };
  };
}

describe.each(['socket', 'split'] as const)('over %s', mode => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse(mode);
  });
  afterAll(() => house?.stop());

  const report = (...versions: string[]) =>
    changed<{ results: { matches: boolean }[] }>(house.admin, 'reportServing { results { matches } }', {
      ...{ environment, at: new Date().toISOString(), complete: true },
      serving: versions.map(version => ({ model, version })),
    });
  const shown = async () =>
    (
      await asked<Shown>(
        house.admin,
        `query ($model: String!) { model(name: $model) {
           live(environment: "production") { id version { version } observed { version matches } }
           divergences { kind version } alerts(first: 10) { nodes { title state } } } }`,
        { model },
      )
    ).model;
  const fired = async (state: string) =>
    (await shown()).alerts.nodes.filter(alert => alert.state === state && /approved/.test(alert.title)).length;

  it('what runs and was not approved is alerted, until it is as it should be', async () => {
    const [live] = (await shown()).live;
    const version = live?.version.version ?? '';
    expect((await report('from-a-laptop')).results).toEqual([{ matches: false }]);
    await until(async () => expect(await fired('FIRING')).toBe(2));
    expect(await shown()).toMatchObject({
      live: [{ observed: { version: 'from-a-laptop', matches: false } }],
      divergences: [
        { kind: 'RUNS_UNAPPROVED', version: 'from-a-laptop' },
        { kind: 'NOT_RUNNING', version },
      ],
    });
    expect((await report(version)).results).toEqual([{ matches: true }]);
    await until(async () => expect(await fired('RESOLVED')).toBe(2));
    expect(await shown()).toMatchObject({ live: [{ observed: { version, matches: true } }], divergences: [] });
  });
});
