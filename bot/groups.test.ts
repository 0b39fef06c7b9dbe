import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultScopes } from './local-slack/options.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';

const groups = [
  { id: 'SRISK', handle: 'credit-risk', name: 'Credit risk', users: ['UANA', 'UBEN', 'UGUEST'] },
  { id: 'SGONE', handle: 'gone', name: 'Gone', users: ['UANA'], disabled: true },
  { id: 'SBAD', handle: 'bad', name: '<!channel> *x*', users: [] },
];

describe.each(modes)('user groups over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode, { groups }, { groupsPaceSeconds: 0.5 });
  });
  afterAll(() => house.stop());

  const ask = async (text: string) => {
    await house.after(() => house.slack.command('UANA', 'CML', `/handoff ${text}`));
    return house.seenBy('UANA')?.text ?? '';
  };
  const teamOf = (id: string) => house.graph.state.groups.get(id)?.team?.members.map(member => member.id);
  const calls = () => house.slack.workspace.calls.filter(({ method }) => method.startsWith('usergroups')).length;

  test('are left alone until somebody asks for it', async () => {
    expect(await ask('team')).toMatch(/^No user group decides/);
    expect(calls()).toBe(0);
  });

  test('become a team of whom Handoff knows, and stay one as the group changes', async () => {
    expect(await ask('team @credit-risk')).toMatch(
      /^The user group @credit-risk now decides who is in the team \*Credit risk\* \(credit-risk\)\. Of its 3 members/,
    );
    await expect.poll(() => teamOf('SRISK')).toEqual(['per_ana', 'per_ben']);
    expect(house.graph.state.groups.get('SRISK')).toMatchObject({ unknown: 1, followedBy: { name: 'Ana Costa' } });
    await house.slack.changeGroup({ id: 'SRISK', handle: 'risk', users: ['UBEN'] });
    await expect.poll(() => teamOf('SRISK')).toEqual(['per_ben']);
    expect(await ask('team')).toMatch(/• @risk → \*Credit risk\* \(credit-risk\): 1 person\. Since /);
    await house.slack.changeGroup({ id: 'SRISK', disabled: true });
    await expect.poll(() => teamOf('SRISK')).toEqual([]);
    expect(await ask('team')).toMatch(/nobody, because the group is disabled in Slack/);
    await house.slack.changeGroup({ id: 'SRISK', disabled: false, users: ['UANA'] });
    await expect.poll(() => teamOf('SRISK')).toEqual(['per_ana']);
  });

  test('many changes at once are few questions', async () => {
    const before = calls();
    for (let i = 0; i < 20; i++) await house.slack.changeGroup({ id: 'SRISK', users: i % 2 ? ['UANA'] : ['UBEN'] });
    await house.slack.changeGroup({ id: 'SRISK', users: ['UBEN'] });
    await expect.poll(() => teamOf('SRISK')).toEqual(['per_ben']);
    expect(calls() - before).toBeLessThan(10);
  });

  test('end when somebody says so', async () => {
    expect(await ask('team @risk off')).toMatch(/no longer decides who is in the team .* Whoever is in it stays\.$/);
    await house.slack.changeGroup({ id: 'SRISK', users: ['UANA', 'UBEN'] });
    await sleep(300);
    expect(house.graph.state.groups.size).toBe(0);
  });

  test.each([
    ['team @credit-rsk', /^Slack shows no user group @credit-rsk\./],
    ['team @gone', /is disabled in Slack: enable it there first/],
    ['team @ben', /^Which user group\? Write it with an @ before it; a person is none/],
    ['team @bad', /the team \*&lt;!channel&gt; ∗x∗\*/],
  ])('%s says what is wrong, or nothing live', async (text, said) => {
    expect(await ask(text)).toMatch(said);
  });

  test('who may not is told by which rule, and who could', async () => {
    const { state } = house.graph;
    state.refuse = {
      ...{ __typename: 'NotAllowed', message: 'Only who manages access may.', rule: 'access-admin' },
      whoCan: [{ id: 'per_ben', name: 'Ben Okafor' }],
    };
    expect(await ask('team @risk')).toBe(
      'Only who manages access may. Rule: access-admin. Who could do it: Ben Okafor.',
    );
    state.refuse = null;
    expect(state.groups.has('SRISK')).toBe(false);
  });
});

test('an app that may not read groups says what is missing', async ({ onTestFinished }) => {
  const scopes = defaultScopes.filter(scope => scope !== 'usergroups:read');
  const house = await startBotHouse('http', { groups, scopes });
  onTestFinished(() => house.stop());
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff team @credit-risk'));
  expect(house.seenBy('UANA')?.text).toMatch(/lacks the scope `usergroups:read`/);
});

test('a Slack that asks to wait, or lists a group without its people, is asked again', async ({ onTestFinished }) => {
  const house = await startBotHouse('http', { groups }, { groupsPaceSeconds: 0.5 });
  onTestFinished(() => house.stop());
  house.slack.faults.api('users.info', { kind: 'rateLimited', retryAfterSeconds: 1 }, 1);
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff team @credit-risk'));
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff team @credit-risk'));
  await expect
    .poll(() => house.graph.state.groups.get('SRISK')?.team?.members.map(({ id }) => id))
    .toEqual(['per_ana', 'per_ben']);
});
