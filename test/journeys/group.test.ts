import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typed } from '../chat.ts';
import { asked, type TestHouse, testHouse, until } from '../house.ts';

const rosa = { userId: 'U12ROSA', channel: 'C00GENERAL' };
const ben = { userId: 'U08BEN', channel: 'C00GENERAL' };

interface Team {
  team: { members: { name: string }[]; slackGroup: { handle: string; followedBy: { name: string } } | null } | null;
}

describe.each(['socket', 'split'] as const)('over %s', mode => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse(mode);
  });
  afterAll(() => house.stop());

  const team = async (name: string) => {
    const source = `query ($name: String!) { team(name: $name) {
      members { name } slackGroup { handle followedBy { name } } } }`;
    return (await asked<Team>(house.admin, source, { name })).team;
  };
  const members = async (name: string) => (await team(name))?.members.map(member => member.name);

  it('a user group becomes a team when an administrator asks for it, and only then', async () => {
    const refused = await typed(house.slack, ben, '/handoff team @on-call');
    expect(refused).toContain('access-admin');
    expect(refused).toContain('Rosa Delgado');
    expect(await team('on-call')).toBeNull();
    expect(await typed(house.slack, rosa, '/handoff team @on-call')).toContain('now decides who is in the team');
    await until(async () => expect(await members('on-call')).toEqual(['Ben Okafor', 'Noor Haddad', 'Yuki Tanaka']));
    expect((await team('on-call'))?.slackGroup).toEqual({ handle: 'on-call', followedBy: { name: 'Rosa Delgado' } });
  });

  it('its people come and go with the group, and whoever is not in the catalogue is no member', async () => {
    await house.slack.changeGroup({ id: 'S01ONCALL', users: ['U08BEN', 'U01ANA', 'U14OSKAR', 'U13DANA'] });
    await until(async () => expect(await members('on-call')).toEqual(['Ana Lima', 'Ben Okafor']));
    expect(await typed(house.slack, rosa, '/handoff team')).toMatch(
      /2 people, and 2 members whom Handoff does not know/,
    );
  });

  it('what the team may do, its people may: they are members as any others', async () => {
    const source = 'query { person(email: "ana.lima@demo.example") { teams { name } } }';
    const { person } = await asked<{ person: { teams: { name: string }[] } }>(house.admin, source, {});
    expect(person.teams.map(({ name }) => name)).toContain('on-call');
    expect(await typed(house.slack, rosa, '/handoff team @on-call off')).toContain('no longer decides');
    expect(await members('on-call')).toEqual(['Ana Lima', 'Ben Okafor']);
  });
});
