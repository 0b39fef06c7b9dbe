import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsOf, shownTo, typed } from '../chat.ts';
import { asked, houseModes, type TestHouse, testHouse, until } from '../house.ts';
import { changed, peopleOf } from '../people.ts';

const model = 'invoice-fields';
const channel = 'C03OPERATIONS';
const ben = { userId: 'U08BEN', channel };

interface Shown {
  id: string;
  state: string;
  count: number;
  acknowledgedBy: { name: string } | null;
}

describe.each(houseModes)('over %s', mode => {
  let house: TestHouse;
  let people: Awaited<ReturnType<typeof peopleOf<'ben'>>>;
  let versionId: string;
  beforeAll(async () => {
    house = await testHouse(mode);
    people = await peopleOf(house, ['ben']);
    const found = await asked<{ modelVersion: { id: string } }>(
      house.admin,
      'query ($model: String!) { modelVersion(model: $model, version: "1") { id } }',
      { model },
    );
    versionId = found.modelVersion.id;
  }, 90_000);
  afterAll(async () => {
    await people?.close();
    await house?.stop();
  });

  const alerts = async () =>
    (
      await asked<{ model: { alerts: { nodes: Shown[] } } }>(
        house.admin,
        'query ($name: String!) { model(name: $name) { alerts { nodes { id state count acknowledgedBy { name } } } } }',
        { name: model },
      )
    ).model.alerts.nodes;

  /** A monitor of its own metric, and a point that it cannot let pass; gives the alert that fires. */
  async function fires(metric: string): Promise<string> {
    const before = new Set((await alerts()).map(({ id }) => id));
    await changed(house.admin, 'saveMonitor', {
      monitor: {
        ...{ model, name: `Too many: ${metric}`, kind: 'METRIC', metric, comparator: 'AT_MOST', threshold: 0.1 },
        ...{ windowMinutes: 60, minimumRows: 1, severity: 'CRITICAL' },
      },
    });
    await changed(people.ben.graph, 'recordMetrics { accepted }', {
      ...{ versionId, batchId: metric, points: [{ name: metric, at: new Date().toISOString(), value: 0.5, n: 50 }] },
    });
    return await until(async () => {
      const found = (await alerts()).find(({ id, state }) => !before.has(id) && state === 'FIRING');
      if (!found) throw new Error('no alert fires yet');
      return found.id;
    }, 30);
  }
  const card = (id: string) =>
    until(() => {
      const found = cardsOf(house.slack, id).find(message => message.channel === channel);
      if (!found) throw new Error(`no card of ${id} in the team's channel yet`);
      return found;
    });

  it('fires, appears in the channel of the team, and shows that it was acknowledged in GraphQL', async () => {
    const id = await fires('wrong_iban_rate');
    const first = await card(id);
    expect(JSON.stringify(first.blocks)).toContain('alert:acknowledge');
    await changed(people.ben.graph, 'acknowledgeAlert', { alertId: id, note: 'Looking at it' });
    await until(async () => {
      const now = await card(id);
      expect(now).toMatchObject({ ts: first.ts, edited: {} });
      expect(JSON.stringify(now.blocks)).toContain('Acknowledged by Ben Okafor');
      expect(JSON.stringify(now.blocks)).not.toContain('alert:acknowledge');
    });
  });

  it('is acknowledged in Slack by one of two clicks, and the other is told by whom', async () => {
    const id = await fires('unreadable_rate');
    const seen = await card(id);
    const pressed = { channel: seen.channel, ts: seen.ts, blocks: structuredClone(seen.blocks) };
    const before = shownTo(house.slack, ben.userId).length;
    await house.slack.reaction(() => house.slack.click(ben.userId, pressed, 'alert:acknowledge'));
    await until(async () =>
      expect((await alerts()).find(alert => alert.id === id)).toMatchObject({
        state: 'ACKNOWLEDGED',
        acknowledgedBy: { name: 'Ben Okafor' },
      }),
    );
    await house.slack.reaction(() => house.slack.click(ben.userId, pressed, 'alert:acknowledge'));
    await until(() => expect(shownTo(house.slack, ben.userId).slice(before).join()).toMatch(/Ben Okafor/));
    expect(await typed(house.slack, ben, `/handoff alerts ${model}`)).toContain('unreadable_rate');
  });
});
