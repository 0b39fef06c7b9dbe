import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsOf, directCard, shownTo, typed } from '../chat.ts';
import { asked, houseModes, type TestHouse, testHouse, until } from '../house.ts';

const noor = { userId: 'U07NOOR', channel: 'C03OPERATIONS' };
const ben = { userId: 'U08BEN', channel: 'C03OPERATIONS' };
const yuki = { userId: 'U09YUKI', channel: 'C03OPERATIONS' };
const accept = 'assignment:accept';

interface Owned {
  model: {
    unowned: boolean;
    owner: { name: string } | null;
    assignments: { id: string; state: string; role: { key: string } }[];
  };
}

describe.each(houseModes)('over %s', mode => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse(mode);
  }, 60_000);
  afterAll(() => house.stop());

  async function model(name: string): Promise<Owned['model']> {
    const source =
      'query ($name: String!) { model(name: $name) { unowned owner { name } assignments { id state role { key } } } }';
    return (await asked<Owned>(house.admin, source, { name })).model;
  }
  async function proposedOwner(name: string): Promise<string> {
    const open = (await model(name)).assignments.find(one => one.role.key === 'owner' && one.state === 'PROPOSED');
    if (!open) throw new Error(`nobody is asked to own ${name}`);
    return open.id;
  }

  it('looks models up, for who asked alone', async () => {
    expect(await typed(house.slack, noor, '/handoff find delivery')).toContain('delivery-time');
    expect(await typed(house.slack, noor, '/handoff model delivery-time')).toContain('delivery-time');
    expect(await typed(house.slack, noor, '/handoff who delivery-time')).toMatch(/nobody owns it/i);
    expect(await typed(house.slack, noor, '/handoff mine')).not.toBe('');
    expect(await typed(house.slack, noor, '/handoff help')).toContain('assign');
    const posted = [...house.slack.workspace.messages.values()].flat();
    expect(posted.filter(message => message.text.includes('delivery-time'))).toEqual([]);
  });

  it('answers a word it does not know with the nearest one it knows', async () => {
    expect(await typed(house.slack, noor, '/handoff fnd delivery')).toMatch(/Did you mean `find`/);
  });

  it('tells strangers nothing', async () => {
    for (const userId of ['U13DANA', 'U14OSKAR']) {
      const said = await typed(house.slack, { userId, channel: 'C03OPERATIONS' }, '/handoff find delivery');
      expect(said).not.toBe('');
      expect(said).not.toContain('delivery-time');
    }
  });

  it('refuses to propose where one may not, with the rule and who could', async () => {
    const said = await typed(house.slack, noor, '/handoff assign card-fraud risk @ben.okafor');
    expect(said).toContain('assign-permission');
    expect(said).toContain('Who could do it');
  });

  it('asks an owner, who accepts in Slack; the graph says so, and every card shows it', async () => {
    await house.slack.command(noor.userId, noor.channel, '/handoff assign delivery-time owner @ben.okafor');
    const id = await until(() => proposedOwner('delivery-time'));
    const card = await until(() => directCard(house.slack, ben.userId, id));
    expect(await model('delivery-time')).toMatchObject({ unowned: true, owner: null });

    const before = shownTo(house.slack, yuki.userId).length;
    const inChannel = await until(() => {
      const found = cardsOf(house.slack, id).find(message => message.channel === 'C03OPERATIONS');
      if (!found) throw new Error('the team has no card yet');
      return found;
    });
    await house.slack.click(yuki.userId, inChannel, accept);
    await until(() => expect(shownTo(house.slack, yuki.userId).slice(before).join()).toContain('assignee-answers'));
    expect((await model('delivery-time')).unowned).toBe(true);

    await house.slack.click(ben.userId, card, accept);
    const owned = { unowned: false, owner: { name: 'Ben Okafor' } };
    await until(async () => expect(await model('delivery-time')).toMatchObject(owned));
    await until(() => {
      for (const each of cardsOf(house.slack, id)) {
        expect(each.text).toContain('Ben Okafor has accepted');
        expect(JSON.stringify(each.blocks)).not.toContain(accept);
      }
      for (const { channel, ts } of [card, inChannel]) {
        expect(cardsOf(house.slack, id).find(each => each.channel === channel)).toMatchObject({ ts, edited: {} });
      }
    });
    expect(
      cardsOf(house.slack, id)
        .map(each => each.channel)
        .sort(),
    ).toEqual([...new Set(cardsOf(house.slack, id).map(each => each.channel))].sort());
  });

  it('takes one of two answers at once, and tells the other what became of it', async () => {
    const [name, id] = await proposedAnew();
    const card = await until(() => directCard(house.slack, ben.userId, id));
    const before = shownTo(house.slack, ben.userId).length;
    const seen = { channel: card.channel, ts: card.ts, blocks: structuredClone(card.blocks) };
    await Promise.all([house.slack.click(ben.userId, seen, accept), house.slack.click(ben.userId, seen, accept)]);
    await until(() => expect(shownTo(house.slack, ben.userId).slice(before)).toHaveLength(1));
    expect(shownTo(house.slack, ben.userId).at(-1)).toMatch(/accepted|changed since/);
    const events = await asked<{ auditTrail: { nodes: { action: string }[] } }>(
      house.admin,
      'query ($id: ID!) { auditTrail(subjectId: $id) { nodes { action } } }',
      { id },
    );
    expect(events.auditTrail.nodes.map(node => node.action).sort()).toEqual([
      'assignment.accepted',
      'assignment.proposed',
    ]);
    expect((await model(name)).owner).toEqual({ name: 'Ben Okafor' });
  });

  it('declines with a reason asked for in a modal, and tells who asked', async () => {
    const [name, id] = await proposedAnew();
    const card = await until(() => directCard(house.slack, ben.userId, id));
    await house.slack.click(ben.userId, card, 'assignment:decline');
    const open = await until(() => {
      const found = [...house.slack.workspace.views.values()].find(view => view.userId === ben.userId);
      if (!found?.view.blocks.some(block => block.type === 'input')) throw new Error('no form was opened');
      return found;
    });
    const input = open.view.blocks.find(block => block.type === 'input')?.block_id ?? '';
    await house.slack.submit(ben.userId, open.view.id, { [input]: 'I have three already' });
    await until(() => expect(directCard(house.slack, ben.userId, id).text).toContain('I have three already'));
    expect((await model(name)).unowned).toBe(true);
  });

  it('edits the card when the answer was given in GraphQL', async () => {
    const [, id] = await proposedAnew();
    await until(() => directCard(house.slack, ben.userId, id));
    await asked(
      house.admin,
      'mutation ($input: EndAssignmentInput!) { endAssignment(input: $input) { problem { message } } }',
      {
        input: { assignmentId: id, reason: 'A mistake' },
      },
    );
    await until(() => expect(directCard(house.slack, ben.userId, id).text).toContain('no longer'));
  });

  let count = 0;
  /** A new model of operations that Noor asks Ben to own. */
  async function proposedAnew(): Promise<[string, string]> {
    count += 1;
    const name = `parcel-${mode}-${count}`;
    await asked(
      house.admin,
      'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }',
      {
        input: { name, title: name, task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' },
      },
    );
    await house.slack.command(noor.userId, noor.channel, `/handoff assign ${name} owner @ben.okafor`);
    return [name, await until(() => proposedOwner(name))];
  }
});
