import { rows } from '@handoff/kit/database/database';
import { createGraphClient } from '@handoff/kit/graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';
import { changed, peopleOf } from '../people.ts';

interface Resource {
  id: string;
  active?: boolean;
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: Resource[];
  displayName: string;
  members?: { value: string; display: string }[];
  groups: { value: string; display: string }[];
}

describe.each(['socket', 'split'] as const)('a directory manages people and teams by SCIM, %s', mode => {
  let house: TestHouse;
  let token: string;
  beforeAll(async () => {
    house = await testHouse(mode);
    token = await directoryToken();
  });
  afterAll(() => house.stop());

  /** A service account that may manage access, and a token for nothing else. */
  async function directoryToken(): Promise<string> {
    const { serviceAccount } = await changed<{ serviceAccount: { id: string } }>(
      house.admin,
      'createServiceAccount { serviceAccount { id } }',
      { name: 'directory' },
    );
    const { id } = serviceAccount;
    await changed(house.admin, 'proposeAssignment', { roleKey: 'admin', assigneeId: id, scope: 'EVERYTHING' });
    const input = { name: 'scim', principalId: id, permissions: ['ACCESS_ADMIN'] };
    const { secret } = await changed<{ secret: string }>(house.admin, 'createApiToken { secret }', input);
    return secret;
  }

  async function scim(method: string, path: string, ...[body, headers]: [unknown?, Record<string, string>?]) {
    const response = await fetch(`${house.url}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Resource;
    return { status: response.status, headers: response.headers, json };
  }
  const patch = (path: string, ...Operations: object[]) =>
    scim('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });
  const user = (name: string) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `${name}@corp.example`,
    externalId: `ext-${name}`,
    name: { givenName: name, familyName: 'Test' },
    emails: [{ value: `${name}@corp.example`, type: 'work', primary: true }],
    active: true,
  });

  it('says what it can, to whoever has a token', async () => {
    const config = await scim('GET', '/ServiceProviderConfig');
    expect(config.json).toMatchObject({ patch: { supported: true }, bulk: { supported: false } });
    expect(config.headers.get('content-type')).toMatch(/^application\/scim\+json/);
    expect((await scim('GET', '/ResourceTypes')).json.Resources.map(({ id }) => id)).toEqual(['User', 'Group']);
    expect((await scim('GET', '/Schemas')).json.totalResults).toBe(2);
    expect((await scim('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User')).status).toBe(200);
    for (const path of ['/Schemas/x', '/Nothing', '/Users/x/y', '/constructor'])
      expect([path, (await scim('GET', path)).status]).toEqual([path, 404]);
  });

  it('makes, finds, replaces, changes and ends a user', async () => {
    const made = await scim('POST', '/Users', user('uma'));
    const { id } = made.json;
    expect([made.status, made.headers.get('location')]).toEqual([201, expect.stringContaining(`/scim/v2/Users/${id}`)]);
    expect(made.json).toMatchObject({ ...user('uma'), id, displayName: 'uma Test', meta: { resourceType: 'User' } });
    expect((await scim('POST', '/Users', user('uma'))).json).toMatchObject({ status: '409', scimType: 'uniqueness' });
    for (const filter of [
      'userName eq "UMA@corp.example"',
      'externalId eq "ext-uma"',
      'emails.value eq "uma@corp.example"',
      'emails[type eq "work"].value eq "uma@corp.example"',
    ]) {
      const found = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, found.json.totalResults, found.json.Resources[0]?.id]).toEqual([filter, 1, id]);
    }
    expect((await scim('GET', '/Users?filter=userName%20eq%20%22nobody%22')).json).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
    const replaced = await scim('PUT', `/Users/${id}`, {
      ...user('uma'),
      externalId: undefined,
      displayName: 'Uma T.',
    });
    expect(replaced.json).toMatchObject({ displayName: 'Uma T.' });
    expect(replaced.json).not.toHaveProperty('externalId');
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'name.familyName', value: 'Berg' })).json).toMatchObject(
      {
        name: { givenName: 'uma', familyName: 'Berg' },
        displayName: 'Uma T.',
      },
    );
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(404);
    expect((await scim('POST', '/Users', user('uma'))).json).toMatchObject({ id, active: true });
  });

  it.each([
    ['Entra', { op: 'Replace', path: 'active', value: 'False' }],
    ['Okta', { op: 'replace', value: { active: false } }],
  ])('deactivating as %s does it ends tokens and puts roles back', async (who, operation) => {
    const { json } = await scim('POST', '/Users', user(`leaver-${who.toLowerCase()}`));
    const input = { principalId: json.id, name: 'own' };
    const { secret } = await changed<{ secret: string }>(house.admin, 'createApiToken { secret }', input);
    const client = createGraphClient({ url: house.url, token: secret, via: 'GRAPHQL' });
    const { assignment } = await changed<{ assignment: { id: string } }>(
      house.admin,
      'proposeAssignment { assignment { id } }',
      { roleKey: 'stakeholder', assigneeId: json.id, scope: 'EVERYTHING' },
    );
    await changed(client, 'respondToAssignment', { assignmentId: assignment.id, accept: true });
    expect((await patch(`/Users/${json.id}`, operation)).json).toMatchObject({ active: false });
    const states =
      'SELECT a.state, t.revoked_at IS NOT NULL AS revoked FROM access.assignment a JOIN access.api_token t ON t.principal_id = a.assignee_id WHERE a.id = $1';
    expect(await rows(house.db, states, [assignment.id])).toEqual([{ state: 'PROPOSED', revoked: true }]);
    const events = 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY id';
    await patch(`/Users/${json.id}`, operation);
    expect(await rows(house.db, events, [json.id])).toEqual([
      { action: 'person.made' },
      { action: 'person.deactivated' },
    ]);
    expect((await patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: true })).json.active).toBe(true);
    await client.close();
  });

  it('takes over who is here already, by their e-mail', async () => {
    const { ben, close } = await peopleOf(house, ['ben']);
    const { person } = await asked<{ person: { email: string } }>(house.admin, `{ person(id: "${ben.id}") { email } }`);
    expect((await scim('GET', `/Users/${ben.id}`)).status).toBe(404);
    const made = await scim('POST', '/Users', { ...user('ben'), emails: [{ value: person.email }] });
    expect([made.status, made.json.id]).toEqual([201, ben.id]);
    await close();
  });

  it('pages through users with a true total, each once', async () => {
    for (let i = 0; i < 5; i++) await scim('POST', '/Users', user(`page-${i}`));
    const all = (await scim('GET', '/Users')).json;
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= all.totalResults; startIndex += 2) {
      const { json } = await scim('GET', `/Users?startIndex=${startIndex}&count=2`);
      expect(json).toMatchObject({ totalResults: all.totalResults, startIndex, itemsPerPage: json.Resources.length });
      seen.push(...json.Resources.map(({ id }) => id));
    }
    expect(seen).toEqual(all.Resources.map(({ id }) => id));
    expect((await scim('GET', '/Users?count=0')).json).toMatchObject({ totalResults: all.totalResults, Resources: [] });
    expect((await scim('GET', '/Users?startIndex=1000')).json).toMatchObject({ itemsPerPage: 0, Resources: [] });
  });

  it('makes groups into teams, with members that come and go', async () => {
    const [a, b] = [
      (await scim('POST', '/Users', user('ga'))).json.id,
      (await scim('POST', '/Users', user('gb'))).json.id,
    ];
    const made = await scim('POST', '/Groups', {
      displayName: 'Scoring Team',
      externalId: 'g-1',
      members: [{ value: a }],
    });
    const { id } = made.json;
    expect([made.status, made.json.members?.map(({ value }) => value)]).toEqual([201, [a]]);
    await patch(
      `/Groups/${id}`,
      { op: 'Add', path: 'members', value: [{ value: b }] },
      { op: 'Remove', path: `members[value eq "${a}"]` },
    );
    const found = await scim('GET', `/Groups?filter=${encodeURIComponent('displayName eq "scoring team"')}`);
    expect(found.json.Resources[0]?.members?.map(({ value }) => value)).toEqual([b]);
    const lean = await scim('GET', `/Groups/${id}?excludedAttributes=members`);
    expect(lean.json).toMatchObject({ displayName: 'Scoring Team' });
    expect(lean.json).not.toHaveProperty('members');
    expect((await scim('GET', `/Users/${b}`)).json.groups).toMatchObject([{ value: id, display: 'Scoring Team' }]);
    const isMember = (who: string) =>
      scim('GET', `/Groups?filter=${encodeURIComponent(`id eq "${id}" and members eq "${who}"`)}`);
    expect([(await isMember(a)).json.totalResults, (await isMember(b)).json.totalResults]).toEqual([0, 1]);
    const team = `{ team(name: "scoring-team") { title members { id } } }`;
    expect(await asked(house.admin, team)).toEqual({ team: { title: 'Scoring Team', members: [{ id: b }] } });
    expect((await scim('PUT', `/Groups/${id}`, { displayName: 'Scorers' })).json.members).toEqual([]);
    expect((await scim('POST', '/Groups', { displayName: 'scorers' })).json).toMatchObject({ scimType: 'uniqueness' });
    expect(
      (await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: 'per_nobody' }] })).json,
    ).toMatchObject({ status: '400', scimType: 'invalidValue' });
    expect((await scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect([(await scim('GET', `/Groups/${id}`)).status, await asked(house.admin, team)]).toEqual([
      404,
      { team: null },
    ]);
  });

  it('is for tokens that may manage access, and says so in its own shape', async () => {
    const { noor, close } = await peopleOf(house, ['noor']);
    const { secret } = await changed<{ secret: string }>(noor.graph, 'createApiToken { secret }', { name: 'own' });
    const mine = { authorization: `Bearer ${secret}` };
    for (const [method, path] of [
      ['GET', '/Users'],
      ['GET', '/Groups'],
      ['POST', '/Users'],
      ['DELETE', `/Users/${noor.id}`],
    ] as const) {
      const refused = await scim(method, path, method === 'POST' ? user('nope') : undefined, mine);
      expect([path, refused.json]).toEqual([
        path,
        { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '403', detail: expect.any(String) },
      ]);
    }
    const stranger = await scim('POST', '/Users', '{ broken', { authorization: 'Bearer x' });
    expect([stranger.status, stranger.json]).toMatchObject([401, { status: '401' }]);
    await close();
  });

  it.each<[string, string, unknown, string]>([
    ['no JSON', 'POST /Users', '{ broken', '400 invalidSyntax'],
    ['JSON that is too deep', 'POST /Users', '['.repeat(100_000), '400 invalidSyntax'],
    ['no e-mail', 'POST /Users', { userName: 'x' }, '400 invalidValue'],
    ['a NUL', 'POST /Users', { userName: 'nul\u0000@x.org' }, '400 invalidValue'],
    ['more than a megabyte', 'POST /Users', `"${'x'.repeat(1_100_000)}"`, '413'],
    ['another filter', 'GET /Users?filter=userName%20sw%20%22a%22', undefined, '400 invalidFilter'],
    ['a NUL in a filter', 'GET /Users?filter=userName%20eq%20%22%00%22', undefined, '400 invalidFilter'],
    ['an escaped NUL in a filter', 'GET /Users?filter=userName%20eq%20%22%5Cu0000%22', undefined, '200'],
    ['nobody', 'PATCH /Users/per_nobody', { Operations: [] }, '404'],
    ['a NUL in an id', 'PUT /Groups/tea_%00', { displayName: 'x' }, '404'],
    ['PUT on all', 'PUT /Users', {}, '405'],
    ['POST of a schema', 'POST /Schemas', {}, '405'],
    ['an address that is none', 'GET /Users/%E0%A4%A', undefined, '404'],
  ])('answers %s plainly', async (...[, request, body, expected]) => {
    const [method = '', path = ''] = request.split(' ');
    const { status, json } = await scim(method, path, body);
    expect([status, (json as { scimType?: string }).scimType].filter(Boolean).join(' ')).toBe(expected);
    expect(JSON.stringify(json)).not.toMatch(/SELECT|node_modules|\.[jt]s:/);
  });

  it('takes JSON only', async () => {
    const plain = await scim('POST', '/Users', user('plain'), { 'content-type': 'text/plain' });
    expect([plain.status, plain.json]).toMatchObject([415, { status: '415' }]);
    expect((await scim('POST', '/Users', user('json'), { 'content-type': 'application/json' })).status).toBe(201);
  });
});
