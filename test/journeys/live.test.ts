import { rows } from '@handoff/kit/database/database';
import { createClient } from 'graphql-sse';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse, until } from '../house.ts';
import { modelIn, openStream, type Stream, type StreamOptions } from '../live.ts';
import { type Asking, changed, peopleOf } from '../people.ts';

const one = 'subscription ($model: String) { modelChanged(model: $model) { id name revision tags } }';

describe.each(['socket', 'split'] as const)('live updates, %s', mode => {
  let house: TestHouse;
  let ana: Asking;
  const open: Stream[] = [];
  const streams = async (options: Partial<StreamOptions> = {}) => {
    const stream = await openStream(house.url, { token: ana.token, query: one, ...options });
    expect([stream.status, stream.text]).toEqual([200, '']);
    open.push(stream);
    return stream;
  };
  const tag = (model: string, name: string) =>
    changed(house.admin, 'tagModel { model { id } }', { model, add: [name] });

  beforeAll(async () => {
    house = await testHouse(mode, { HANDOFF_STREAMS_PER_CALLER: '300' });
    ({ ana } = await peopleOf(house, ['ana']));
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  afterAll(() => house?.stop());

  it('a model that changes is told with the fields that were asked for, over three subgraphs', async () => {
    const query =
      'subscription Watch($model: String) { it: modelChanged(model: $model) { ...F } } fragment F on Model { name tags health { status } promotions(first: 1) { totalCount } }';
    const stream = await streams({ query, variables: { model: 'card-fraud' } });
    await tag('card-fraud', `live-${mode}`);
    const { id, event, data } = await stream.next();
    expect(event).toBe('next');
    expect(id).toMatch(/^\d+$/);
    const told = {
      name: 'card-fraud',
      health: { status: expect.any(String) },
      tags: expect.arrayContaining([`live-${mode}`]),
    };
    expect(data?.data).toMatchObject({ it: told });
  });

  it('a promotion that changes is told, by itself and by its model', async () => {
    const query = 'subscription ($id: ID, $model: String) { promotionChanged(id: $id, model: $model) { id state } }';
    const byModel = await streams({ query, variables: { model: 'ticket-routing' } });
    const { promotion } = await changed<{ promotion: { id: string } }>(
      house.admin,
      'requestPromotion { promotion { id } }',
      { model: 'ticket-routing', version: '1', environment: 'production', reason: 'to be seen' },
    );
    await until(async () =>
      expect((await byModel.next()).data?.data?.promotionChanged).toMatchObject({ id: promotion.id }),
    );
    const byId = await streams({ query, variables: { id: promotion.id } });
    await changed(house.admin, 'withdrawPromotion', { promotionId: promotion.id, reason: 'not now' });
    const withdrawn = { promotionChanged: { id: promotion.id, state: 'WITHDRAWN' } };
    for (const stream of [byModel, byId])
      await until(async () => expect((await stream.next()).data?.data).toEqual(withdrawn));
  });

  it('an alert that changes is told, by itself and by its model', async () => {
    const query = 'subscription ($id: ID, $model: String) { alertChanged(id: $id, model: $model) { id state } }';
    const byModel = await streams({ query, variables: { model: 'churn' } });
    const labels = [{ name: 'model', value: 'churn' }];
    const alert = {
      fingerprint: 'live',
      status: 'FIRING',
      startsAt: new Date().toISOString(),
      labels,
      annotations: [],
    };
    await changed(house.admin, 'receiveAlerts', { alerts: [alert] });
    const first = await byModel.next();
    const id = (first.data?.data?.alertChanged as { id: string } | undefined)?.id ?? '';
    const byId = await streams({ query, variables: { id } });
    await changed(house.admin, 'acknowledgeAlert', { alertId: id });
    const acknowledged = { alertChanged: { id, state: 'ACKNOWLEDGED' } };
    for (const stream of [byModel, byId])
      await until(async () => expect((await stream.next()).data?.data).toEqual(acknowledged));
  });

  it('200 subscribers hear of one change, each once', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => streams({ variables: { model: 'card-fraud' } })));
    await tag('card-fraud', `many-${mode}`);
    for (const stream of all) expect(modelIn(await stream.next()).tags).toContain(`many-${mode}`);
    await tag('card-fraud', `many-more-${mode}`);
    for (const stream of all) expect(modelIn(await stream.next()).tags).toContain(`many-more-${mode}`);
    expect(all.flatMap(stream => stream.waiting())).toEqual([]);
  });

  it('what is open is told to Prometheus, until it is closed', async () => {
    const told = async () => (await (await fetch(`${house.url}/metrics`)).text()).match(/^handoff_live_\w+ \d+$/gm);
    const counted = (count: number) =>
      until(async () =>
        expect(await told()).toEqual([`handoff_live_streams ${count}`, `handoff_live_subscriptions ${count}`]),
      );
    await counted(0);
    const both = [await streams(), await streams({ variables: { model: 'churn' } })];
    await counted(2);
    for (const stream of both) stream.close();
    await counted(0);
  });

  it('who connects again hears what changed meanwhile, and nothing twice', async () => {
    const first = await streams();
    await tag('card-fraud', `before-${mode}`);
    const { id } = await first.next();
    first.close();
    await tag('card-fraud', `meanwhile-${mode}`);
    await tag('churn', `meanwhile-${mode}`);
    await sealed(house);
    const second = await streams({ lastEventId: id });
    const told = [await second.next(), await second.next()];
    expect(told.map(each => modelIn(each).name).sort()).toEqual(['card-fraud', 'churn']);
    for (const each of told) expect(modelIn(each).tags).toContain(`meanwhile-${mode}`);
    const third = await streams({ lastEventId: told[1]?.id });
    await tag('churn', `after-${mode}`);
    expect(modelIn(await third.next()).tags).toContain(`after-${mode}`);
  });

  it('nothing is lost when the connection to the database is cut', async () => {
    const stream = await streams({ variables: { model: 'churn' } });
    for (const name of ['one', 'two', 'three']) {
      await rows(
        house.db,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'handoff-live' AND datname = current_database()",
      );
      await tag('churn', `cut-${name}-${mode}`);
      await until(async () => expect(modelIn(await stream.next()).tags).toContain(`cut-${name}-${mode}`));
    }
    await until(async () => {
      const listening = await rows(
        house.db,
        "SELECT FROM pg_stat_activity WHERE application_name = 'handoff-live' AND datname = current_database()",
      );
      expect(listening).toHaveLength(1);
    });
  });

  it.each([false, true])('graphql-sse’s own client is served; over one connection: %s', async singleConnection => {
    const client = createClient({
      url: `${house.url}/graphql/stream`,
      headers: { authorization: `Bearer ${ana.token}` },
      singleConnection,
      retryAttempts: 0,
    });
    const [churn, fraud] = await Promise.all(
      ['churn', 'card-fraud'].map(model => subscribed(client, { query: one, variables: { model } })),
    );
    await new Promise(resolve => setTimeout(resolve, 1000));
    await tag('churn', `sse-${singleConnection}-${mode}`);
    await tag('card-fraud', `sse-${singleConnection}-${mode}`);
    for (const [updates, name] of [
      [churn, 'churn'],
      [fraud, 'card-fraud'],
    ] as const)
      await until(() => {
        expect(updates?.at(-1)).toMatchObject({ data: { modelChanged: { name } } });
        expect(JSON.stringify(updates?.at(-1))).toContain(`sse-${singleConnection}-${mode}`);
      });
    client.dispose();
  });
});

/** Waits until all that was committed has its place in the trail. */
async function sealed(house: TestHouse): Promise<void> {
  await until(async () => expect(await rows(house.db, 'SELECT FROM event.entry WHERE seq IS NULL')).toEqual([]));
}

/** What came of a subscription so far. */
function subscribed(client: ReturnType<typeof createClient>, payload: { query: string; variables: object }): unknown[] {
  const updates: unknown[] = [];
  const sink = {
    next: (update: unknown) => void updates.push(update),
    error: () => undefined,
    complete: () => undefined,
  };
  client.subscribe(payload as { query: string; variables: Record<string, unknown> }, sink);
  return updates;
}
