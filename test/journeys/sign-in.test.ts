import {
  inSeconds,
  payloadFor,
  type Signer,
  signed,
  signer,
  type TestProvider,
  testProvider,
} from '@handoff/gateway/testing/provider';
import { rows } from '@handoff/kit/database/database';
import { createGraphClient, type GraphAnswer } from '@handoff/kit/graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { changed } from '../people.ts';

const groups = [
  { group: 'ops', team: 'operations' },
  { group: 'admins', role: 'admin' },
  { group: 'ds', role: 'data-scientist', for: 'team:operations' },
];

describe.each(['socket', 'split'] as const)('signing in with an identity provider, %s', mode => {
  let house: TestHouse;
  let provider: TestProvider;
  let key: Signer;

  beforeAll(async () => {
    key = await signer('key-1');
    provider = await testProvider(key);
    const oidc = { OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: 'handoff', OIDC_GROUPS: JSON.stringify(groups) };
    house = await testHouse(mode, oidc);
  });
  afterAll(async () => {
    await house.stop();
    await provider.close();
  });

  interface Me {
    me: { id: string; name: string; email: string; teams: { name: string }[] };
  }
  const me = '{ me { id name ... on Person { email teams { name } } } }';
  const request = async <T>(token: string, document: string): Promise<GraphAnswer<T>> => {
    const client = createGraphClient({ url: house.url, token, via: 'GRAPHQL' });
    return client.request<T>(document).finally(() => client.close());
  };
  const tokenFor = (change: Record<string, unknown>) => signed(key, payloadFor(provider.issuer, change));
  const meOf = async (change: Record<string, unknown>) => {
    const answer = await request<Me>(await tokenFor(change), me);
    if (answer.kind !== 'Data') throw new Error(answer.message);
    return answer.data.me;
  };
  const events = (id: string) =>
    rows<{ action: string }>(house.db, 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY id', [id]);
  const newcomer = { sub: 'new-1', email: 'newcomer@example.org', name: 'New Comer' };

  it('makes a newcomer with their groups, and writes nothing on later requests', async () => {
    const found = await meOf({ ...newcomer, groups: ['ops', 'ds', 'chess'] });
    expect(found).toMatchObject({ name: 'New Comer', teams: [{ name: 'operations' }] });
    const before = await events(found.id);
    expect(before.map(({ action }) => action)).toEqual(['person.made', 'person.groups-applied']);
    for (let jti = 0; jti < 3; jti++)
      expect((await meOf({ ...newcomer, jti, groups: ['ds', 'ops'] })).id).toBe(found.id);
    expect(await events(found.id)).toEqual(before);
    const { person } = await asked<{ person: { assignments: { nodes: { state: string; role: { key: string } }[] } } }>(
      house.admin,
      `{ person(id: "${found.id}") { assignments { nodes { state role { key } } } } }`,
    );
    expect(person.assignments.nodes).toEqual([{ state: 'PROPOSED', role: { key: 'data-scientist' } }]);
  });

  it('finds who is known by their verified e-mail, and not by one that is not verified', async () => {
    const ben = { sub: 'ben-1', email: 'Ben.Okafor@example.com', name: 'Benjamin' };
    const { people } = await asked<{ people: { nodes: { id: string; email: string }[] } }>(
      house.admin,
      '{ people(search: "ben.okafor") { nodes { id email } } }',
    );
    const [known] = people.nodes;
    const token = await tokenFor({ ...ben, email: known?.email, email_verified: false });
    expect(await request(token, me)).toMatchObject({ kind: 'Refused', status: 401, message: /email_verified/ });
    expect(await meOf({ ...ben, email: known?.email.toUpperCase() })).toMatchObject({
      id: known?.id,
      name: 'Ben Okafor',
    });
  });

  it('a group that goes takes its role with it, at the next token, and no older one brings it back', async () => {
    const boss = { sub: 'boss-1', email: 'boss@example.org', name: 'Boss' };
    const save = `mutation { savePerson(input: { name: "Extra", email: "extra@example.org" }) { problem { __typename } } }`;
    expect(await request(await tokenFor({ ...boss, groups: ['admins'] }), save)).toMatchObject({
      data: { savePerson: { problem: null } },
    });
    const earlier = await tokenFor({ ...boss, jti: 'earlier', groups: ['admins'], iat: inSeconds(-60) });
    for (const token of [await tokenFor({ ...boss, groups: [] }), earlier])
      expect(await request(token, save)).toMatchObject({
        data: { savePerson: { problem: { __typename: 'NotAllowed' } } },
      });
  });

  it('whoever is deactivated is refused within five seconds, with the token that worked before', async () => {
    const leaver = { sub: 'leaver-1', email: 'leaver@example.org', name: 'Lea Ver' };
    const token = await tokenFor(leaver);
    const found = await meOf(leaver);
    expect((await request(token, me)).kind).toBe('Data');
    const { id, name, email } = found;
    const { assignment } = await changed<{ assignment: { id: string } }>(
      house.admin,
      'proposeAssignment { assignment { id } }',
      { roleKey: 'owner', assigneeId: id, model: 'delivery-time' },
    );
    const accept = `mutation { respondToAssignment(input: { assignmentId: "${assignment.id}", accept: true }) { problem { message } } }`;
    expect(await request(token, accept)).toMatchObject({ data: { respondToAssignment: { problem: null } } });
    await changed(house.admin, 'savePerson', { id, name, email, active: false });
    await until(
      async () =>
        expect(await request(token, me)).toMatchObject({ kind: 'Refused', status: 401, message: /no longer active/ }),
      20,
    );
    const model = '{ model(name: "delivery-time") { unowned alerts(first: 1) { nodes { title state } } } }';
    const left = { unowned: true, alerts: { nodes: [{ title: 'Nobody owns this model any more', state: 'FIRING' }] } };
    await until(async () => expect(await asked(house.admin, model)).toEqual({ model: left }));
  });

  it('while the provider is away, API tokens and known keys work', async () => {
    provider.instead = (_, response) => response.writeHead(503).end();
    expect((await meOf({ ...newcomer, jti: 'away', groups: ['ds', 'ops'] })).name).toBe('New Comer');
    expect(await asked(house.admin, '{ me { name } }')).toEqual({ me: { name: 'admin' } });
    provider.instead = null;
  });
});
