import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsOf, directCard, shownTo, typed } from '../chat.ts';
import { asked, slackModes, type TestHouse, testHouse, until } from '../house.ts';
import { changed, peopleOf, takesRole } from '../people.ts';

const noor = { userId: 'U07NOOR', channel: 'C03OPERATIONS' };
const ben = { userId: 'U08BEN', channel: 'C03OPERATIONS' };
const yuki = { userId: 'U09YUKI', channel: 'C03OPERATIONS' };
const model = 'ticket-routing';
const approve = 'promotion:approve';

interface Shown {
  id: string;
  state: string;
  evidenceDigest: string;
  approvals: { by: { name: string } | null; role: string; decision: string; stands: boolean }[];
}

// The whole story with every part in a process of its own, too; others are told with the parts in one.
describe.each([...slackModes, 'processes'] as const)('over %s', mode => {
  let house: TestHouse;
  let people: Awaited<ReturnType<typeof peopleOf<'noor' | 'ben' | 'yuki'>>>;
  beforeAll(async () => {
    house = await testHouse(mode);
    people = await peopleOf(house, ['noor', 'ben', 'yuki']);
    await takesRole(house, people.ben, { role: 'data-scientist', model });
    await takesRole(house, people.yuki, { role: 'data-scientist', model });
  });
  afterAll(async () => {
    await people?.close();
    await house?.stop();
  });

  /** What promotions of this model to production need from here on. Yuki is of it-ops already. */
  const needs = (approvals: { role: string }[], checks: string[] = []) =>
    changed(house.admin, 'savePolicy', {
      environment: 'production',
      riskTier: 'MINIMAL',
      approvals,
      fourEyes: true,
      checks,
    });
  const twoRoles = [{ role: 'data-scientist' }, { role: 'it-ops' }];
  const oneRole = [{ role: 'data-scientist' }];

  const read = async (id: string) =>
    (
      await asked<{ promotion: Shown }>(
        house.admin,
        'query ($id: ID!) { promotion(id: $id) { id state evidenceDigest approvals { by { name } role decision stands } } }',
        { id },
      )
    ).promotion;

  /** Noor asks in Slack for a new version to go to production; gives the promotion's id. */
  async function asksFor(): Promise<string> {
    const { version } = await changed<{ version: { id: string; version: string } }>(
      house.admin,
      'registerVersion { version { id version } }',
      { model, content: { changeNote: 'Trained anew', features: [{ name: 'text', dtype: 'string' }] } },
    );
    await house.slack.command(noor.userId, noor.channel, `/handoff promote ${model} ${version.version} to production`);
    const form = await until(() => {
      const open = [...house.slack.workspace.views.values()].find(view => view.userId === noor.userId);
      const asksWhy = open?.view.blocks.some(block => block.block_id === 'reason');
      if (!open || !asksWhy) throw new Error(`no form was opened: ${shownTo(house.slack, noor.userId).at(-1)}`);
      return open.view;
    });
    const before = shownTo(house.slack, noor.userId).length;
    await house.slack.reaction(() => house.slack.submit(noor.userId, form.id, { reason: 'It routes better' }));
    return await until(() => {
      const said = shownTo(house.slack, noor.userId).slice(before).join();
      const [id] = /pro_\w+/.exec(said) ?? [];
      if (!id) throw new Error(`no promotion was asked for: ${said}`);
      return id;
    });
  }
  const cardIn = (id: string, channel: string) =>
    until(() => {
      const found = cardsOf(house.slack, id).find(message => message.channel === channel);
      if (!found) throw new Error(`no card of ${id} in ${channel} yet`);
      return found;
    });
  const press = (userId: string, card: Awaited<ReturnType<typeof cardIn>>, action: string) =>
    house.slack.reaction(() => house.slack.click(userId, card, action));
  const everyCard = (id: string, words: RegExp) =>
    until(() => {
      const cards = cardsOf(house.slack, id);
      expect(cards.length).toBeGreaterThan(1);
      for (const card of cards) expect(card.text).toMatch(words);
    });

  it('promotes to production with two approvers of two roles, and rolls out', async () => {
    await needs(twoRoles);
    const id = await asksFor();
    expect((await read(id)).state).toBe('PENDING');
    const inChannel = await cardIn(id, 'C03OPERATIONS');
    const direct = await until(() => directCard(house.slack, ben.userId, id));
    await press(ben.userId, direct, approve);
    await until(async () => expect(await read(id)).toMatchObject({ state: 'PENDING', approvals: [{ stands: true }] }));
    await press(yuki.userId, await cardIn(id, 'C03OPERATIONS'), approve);
    await until(async () => expect((await read(id)).state).toBe('APPROVED'));
    expect((await read(id)).approvals.map(({ by, role }) => [by?.name, role])).toEqual([
      ['Ben Okafor', 'data-scientist'],
      ['Yuki Tanaka', 'it-ops'],
    ]);
    await everyCard(id, /is approved by Ben Okafor, Yuki Tanaka/);
    await press(yuki.userId, await cardIn(id, 'C03OPERATIONS'), 'promotion:start');
    await everyCard(id, /is being carried out/);
    await press(yuki.userId, await cardIn(id, 'C03OPERATIONS'), 'promotion:confirm');
    await everyCard(id, /is live in/);
    expect(await cardIn(id, 'C03OPERATIONS')).toMatchObject({ ts: inChannel.ts, edited: {} });
    const { promotion } = await asked<{ promotion: { model: { live: { promotion: { id: string } | null }[] } } }>(
      house.admin,
      'query ($id: ID!) { promotion(id: $id) { model { live(environment: "production") { promotion { id } } } } }',
      { id },
    );
    expect(promotion.model.live).toMatchObject([{ promotion: { id } }]);
  });

  it('refuses who asked, in Slack and in GraphQL, with the rule and who may', async () => {
    await needs(oneRole);
    const id = await asksFor();
    const before = shownTo(house.slack, noor.userId).length;
    await press(noor.userId, await cardIn(id, 'C03OPERATIONS'), approve);
    const told = await until(() => {
      const said = shownTo(house.slack, noor.userId).slice(before);
      expect(said).toHaveLength(1);
      return said.join();
    });
    expect(told).toContain('four-eyes');
    expect(told).toMatch(/Who could do it: [^.]*Ben Okafor/);
    const { evidenceDigest } = await read(id);
    const { decidePromotion } = await asked<{
      decidePromotion: { problem: { __typename: string; rule: string; whoCan: { name: string }[] } };
    }>(
      people.noor.graph,
      `mutation ($input: DecidePromotionInput!) { decidePromotion(input: $input) {
        problem { __typename ... on NotAllowed { rule whoCan { name } } } } }`,
      { input: { promotionId: id, decision: 'APPROVE', evidenceDigest } },
    );
    expect(decidePromotion.problem).toMatchObject({ __typename: 'NotAllowed', rule: 'four-eyes' });
    expect(decidePromotion.problem.whoCan.map(({ name }) => name)).toContain('Ben Okafor');
    expect(await read(id)).toMatchObject({ state: 'PENDING', approvals: [] });
  });

  it('takes one of two decisions at once, and tells the other by whom', async () => {
    await needs(oneRole);
    const id = await asksFor();
    const card = await cardIn(id, 'C03OPERATIONS');
    const seen = { channel: card.channel, ts: card.ts, blocks: structuredClone(card.blocks) };
    const count = () => [ben, yuki].map(({ userId }) => shownTo(house.slack, userId).length);
    const before = count();
    await house.slack.reaction(() =>
      Promise.all([house.slack.click(ben.userId, seen, approve), house.slack.click(yuki.userId, seen, approve)]),
    );
    await until(async () => expect((await read(id)).state).toBe('APPROVED'));
    expect((await read(id)).approvals).toHaveLength(1);
    await until(() => {
      const more = count().map((now, index) => now - (before[index] ?? 0));
      expect([...more].sort()).toEqual([0, 1]);
      const told = [ben, yuki][more.indexOf(1)]?.userId ?? '';
      expect(shownTo(house.slack, told).at(-1)).toMatch(/changed since.*Last change: approved by (Ben Okafor|Yuki)/);
    });
    await everyCard(id, /is approved by (Ben Okafor|Yuki Tanaka)\./);
  });

  it('takes no approval of evidence that has changed, and draws the card anew', async () => {
    await needs(oneRole);
    const id = await asksFor();
    const card = await cardIn(id, 'C03OPERATIONS');
    const old = { channel: card.channel, ts: card.ts, blocks: structuredClone(card.blocks) };
    const { evidenceDigest } = await read(id);
    await needs(oneRole, ['NOT_FROZEN']);
    await until(async () => expect((await read(id)).evidenceDigest).not.toBe(evidenceDigest));
    const before = shownTo(house.slack, ben.userId).length;
    await press(ben.userId, old as typeof card, approve);
    await until(() => expect(shownTo(house.slack, ben.userId).slice(before).join()).toMatch(/so nothing was done/));
    expect(await read(id)).toMatchObject({ state: 'PENDING', approvals: [] });
    await until(() => expect(JSON.stringify(cardsOf(house.slack, id)[0]?.blocks)).toContain('1 passed'));
    await press(ben.userId, await cardIn(id, 'C03OPERATIONS'), approve);
    await until(async () => expect((await read(id)).state).toBe('APPROVED'));
    await needs(oneRole);
  });

  it('edits the card when it was decided in GraphQL', async () => {
    await needs(oneRole);
    const id = await asksFor();
    await cardIn(id, 'C03OPERATIONS');
    const { evidenceDigest } = await read(id);
    const decision = { promotionId: id, decision: 'REJECT', evidenceDigest, comment: 'Not on a Friday' };
    await changed(people.ben.graph, 'decidePromotion', decision);
    await everyCard(id, /was rejected by Ben Okafor: Not on a Friday\.$/);
  });

  it('lists what waits for somebody, and nothing that they asked for themselves', async () => {
    await needs(oneRole);
    const id = await asksFor();
    expect(await typed(house.slack, ben, '/handoff pending')).toContain(id);
    expect(await typed(house.slack, noor, '/handoff pending')).not.toContain(id);
  });
});
