import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { modelIn, openStream, type Stream, type StreamOptions } from '../live.ts';
import { type Asking, changed, peopleOf, takesRole } from '../people.ts';

const any = 'subscription { modelChanged { id name tags } }';
const named = 'subscription ($model: String!) { modelChanged(model: $model) { id name tags } }';
const hidden = 'hidden-from-most';

let house: TestHouse;
let ana: Asking;
let ben: Asking;
const open: Stream[] = [];

const streams = async (options: Partial<StreamOptions> = {}) => {
  const stream = await openStream(house.url, { token: ana.token, query: any, ...options });
  open.push(stream);
  return stream;
};
const tag = (model: string, name: string) => changed(house.admin, 'tagModel { model { id } }', { model, add: [name] });
const post = (body: object, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${house.url}/graphql/stream`, {
    method,
    headers: { authorization: `Bearer ${ana.token}`, 'content-type': 'application/json', ...headers },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });

beforeAll(async () => {
  house = await testHouse('socket', { HANDOFF_STREAMS_PER_CALLER: '4' });
  ({ ana, ben } = await peopleOf(house, ['ana', 'ben']));
  const told = { task: 'OTHER', riskTier: 'MINIMAL', team: 'operations', visibility: 'RESTRICTED' };
  await changed(house.admin, 'registerModel', { name: hidden, ...told });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(() => house?.stop());

describe('what one may not see', () => {
  it('is never sent, whatever changes in which order', async () => {
    const stream = await streams();
    let round = 0;
    const changes = fc.array(fc.constantFrom('card-fraud', hidden, 'churn'), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(changes, async models => {
        const marks = new Map<string, string>();
        for (const model of models) {
          const mark = `r${round++}`;
          await tag(model, mark);
          marks.set(model, mark);
        }
        marks.delete(hidden);
        await tag('ticket-routing', `end${round}`);
        for (let isOver = false; !isOver; ) {
          const told = modelIn(await stream.next());
          expect(told.name).not.toBe(hidden);
          if (told.tags.includes(marks.get(told.name) ?? '')) marks.delete(told.name);
          isOver = told.tags.includes(`end${round}`) && marks.size === 0;
        }
      }),
      { numRuns: 12 },
    );
  });

  it('cannot be subscribed to, and is not told from what is not there', async () => {
    const [restricted, missing] = await Promise.all(
      [hidden, 'no-such-model'].map(model => streams({ query: named, variables: { model } })),
    );
    expect([restricted?.status, missing?.status]).toEqual([404, 404]);
    expect(restricted?.text.replaceAll(hidden, 'X').replace(/"requestId":"[^"]*"/, '')).toBe(
      missing?.text.replaceAll('no-such-model', 'X').replace(/"requestId":"[^"]*"/, ''),
    );
  });

  it('is not sent any more from when a role ends, and a stream about it ends', async () => {
    await takesRole(house, ben, { role: 'viewer', model: hidden });
    const about = await streams({ token: ben.token, query: named, variables: { model: hidden } });
    const all = await streams({ token: ben.token });
    await tag(hidden, 'seen');
    await until(async () => expect(modelIn(await about.next()).tags).toContain('seen'));
    await until(async () => expect(modelIn(await all.next()).tags).toContain('seen'));
    const { model } = await asked<{ model: { assignments: { id: string; assignee: { id: string } }[] } }>(
      house.admin,
      'query ($model: String!) { model(name: $model) { assignments { id assignee { id } } } }',
      { model: hidden },
    );
    const assignment = model.assignments.find(each => each.assignee.id === ben.id);
    await changed(house.admin, 'endAssignment', { assignmentId: assignment?.id, reason: 'moved on' });
    await tag(hidden, 'unseen');
    const last = await about.next();
    expect(last.data).toMatchObject({
      errors: [{ message: `There is no model "${hidden}", or it is not yours to see.` }],
    });
    expect((await about.next()).event).toBe('complete');
    await about.ended;
    await tag('churn', 'still-told');
    expect(modelIn(await all.next()).name).toBe('churn');
    expect(JSON.stringify([...about.waiting(), ...all.waiting()])).not.toContain('unseen');
  });
});

describe('who reads', () => {
  it('is let in by a token only, and no longer than the token is good', async () => {
    expect((await openStream(house.url, { token: 'hof_nobody', query: any })).status).toBe(401);
    const made = await changed<{ token: { id: string }; secret: string }>(
      house.admin,
      'createApiToken { token { id } secret }',
      { principalId: ana.id, name: 'a dashboard' },
    );
    const stream = await streams({ token: made.secret });
    await tag('churn', 'with-token');
    expect(modelIn(await stream.next()).tags).toContain('with-token');
    await changed(house.admin, 'revokeApiToken', { tokenId: made.token.id });
    const last = await stream.next();
    expect(last.data?.errors?.[0]).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect((await stream.next()).event).toBe('complete');
    await stream.ended;
  });

  it('has so many at once and no more, and may open another when one has ended', async () => {
    const four = await Promise.all([1, 2, 3, 4].map(() => streams()));
    expect(four.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const fifth = await streams();
    expect([fifth.status, fifth.text]).toEqual([429, expect.stringContaining('You have 4 live subscriptions open')]);
    expect((await streams({ token: ben.token })).status).toBe(200);
    four[0]?.close();
    await until(async () => expect((await streams()).status).toBe(200));
  });

  it('cannot put a subscription onto another’s stream', async () => {
    const token = await until(async () => {
      const reserved = await post({}, {}, 'PUT');
      expect(reserved.status).toBe(201);
      return reserved.text();
    });
    const headers = { 'x-graphql-event-stream-token': token, authorization: `Bearer ${ben.token}` };
    const theirs = await post({ query: any, extensions: { operationId: '1' } }, headers);
    expect([theirs.status, await theirs.text()]).toEqual([
      404,
      expect.stringContaining('There is no stream with this token'),
    ]);
    const own = { 'x-graphql-event-stream-token': token };
    expect((await post({ query: any, extensions: { operationId: '1' } }, own)).status).toBe(202);
    expect((await post({ query: any, extensions: { operationId: '1' } }, own)).status).toBe(409);
    expect((await post({ query: '{', extensions: { operationId: '2' } }, own)).status).toBe(400);
    expect((await post({ query: any, extensions: { operationId: '2' } }, own)).status).toBe(202);
    const stream = await openStream(`${house.url}`, { token: ana.token, query: '', headers: own });
    open.push(stream);
    await tag('churn', 'shared-stream');
    const told = [await stream.next(), await stream.next()];
    expect(told.map(({ data }) => (data as unknown as { id: string }).id).sort()).toEqual(['1', '2']);
  });
});

describe('what is no subscription', () => {
  const refusals: [string, string, number, RegExp][] = [
    ['a query', '{ models { nodes { id } } }', 400, /Live updates are for subscriptions/],
    [
      'a change',
      'mutation { tagModel(input: { model: "churn" }) { problem { message } } }',
      400,
      /Live updates are for/,
    ],
    ['no GraphQL', 'subscription {', 400, /no GraphQL/],
    ['a field that is not there', 'subscription { modelChanged { nothing } }', 400, /Cannot query field/],
    ['two fields', 'subscription { modelChanged { id } alertChanged { id } }', 400, /must select only one/],
    [
      'a fragment',
      'subscription { ...F } fragment F on Subscription { modelChanged { id } }',
      400,
      /without a fragment/,
    ],
    ['a variable of another type', 'subscription ($model: Int) { modelChanged(model: $model) { id } }', 400, /Int/],
    [
      'one that costs too much',
      'subscription { modelChanged { versions(first: 100) { nodes { model { versions(first: 100) { nodes { model { versions(first: 100) { nodes { id } } } } } } } } } }',
      400,
      /values in the answer/,
    ],
  ];
  it.each(refusals)('%s is refused', async (...[, query, status, message]) => {
    const stream = await streams({ query });
    expect(stream.status).toBe(status);
    expect(stream.text).toMatch(message);
    expect(JSON.parse(stream.text).errors[0].extensions.code).toMatch(/^[A-Z_]+$/);
  });

  it('a subscription is not answered at /graphql, which says where it is', async () => {
    const answer = await house.admin.request(any);
    expect(answer).toMatchObject({ kind: 'Refused', status: 400, message: expect.stringContaining('/graphql/stream') });
  });

  it.each([
    ['PATCH', {}, 405],
    ['POST', { 'content-type': 'text/plain' }, 415],
    ['POST', { accept: 'application/json' }, 406],
    ['POST', { 'handoff-acting-for': 'x' }, 400],
    ['DELETE', {}, 404],
    ['DELETE', { 'x-graphql-event-stream-token': '__proto__' }, 404],
    ['GET', { 'x-graphql-event-stream-token': 'constructor' }, 404],
  ])('%s with %j: %i', async (method, headers, status) => {
    const answer = await post({ query: any }, headers as Record<string, string>, method);
    expect(answer.status).toBe(status);
    expect((await answer.text()).length).toBeGreaterThan(20);
  });
});

it('who does not read takes no memory for it, and has the last state when they read again', async () => {
  const big = 'x'.repeat(10_000);
  await changed(house.admin, 'registerModel', {
    ...{ name: 'wordy', task: 'OTHER', riskTier: 'MINIMAL', team: 'operations', description: big },
  });
  const fields = Array.from({ length: 40 }, (_, i) => `d${i}: description`).join(' ');
  const query = `subscription { modelChanged(model: "wordy") { tags ${fields} } }`;
  const socket = connect(Number(new URL(house.url).port), '127.0.0.1').pause();
  socket.write(
    `GET /graphql/stream?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\nauthorization: Bearer ${ana.token}\r\n\r\n`,
  );
  await new Promise(resolve => setTimeout(resolve, 500));
  for (let i = 0; i < 60; i++) {
    await tag('wordy', `slow${i}`);
    await new Promise(resolve => setTimeout(resolve, 60));
  }
  const seen = { updates: 0, last: '' };
  let line = '';
  socket.on('data', data => {
    const lines = (line + data).split('\n');
    line = lines.pop() ?? '';
    for (const each of lines.filter(one => one.startsWith('data: {'))) {
      seen.updates++;
      seen.last = each.slice(0, 2000);
    }
  });
  socket.resume();
  await until(() => expect(seen.last).toContain('slow59'));
  // Each update has 400 kB: most were never read from the database.
  expect(seen.updates).toBeLessThan(40);
  socket.destroy();
}, 60_000);

it('a house that stops ends its streams without saying that they are complete', async () => {
  const stream = await streams();
  await house.stop();
  await stream.ended;
  // A change that was made before may still have come; an end that was said may not.
  expect(stream.waiting().map(({ event }) => event)).not.toContain('complete');
  house = undefined as never;
}, 30_000);
