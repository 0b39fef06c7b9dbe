import { readFileSync } from 'node:fs';
import { toldOfInsides } from '@handoff/bench/attacks/judge';
import { seeded } from '@handoff/bench/attacks/random';
import { operation, rootFields } from '@handoff/bench/attacks/rubbish';
import { hostileTexts } from '@handoff/bench/attacks/texts';
import { rows } from '@handoff/kit/database/database';
import { verifyTrail } from '@handoff/kit/event/verify';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestHouse, testHouse, until } from '../house.ts';

let house: TestHouse;
let schema: GraphQLSchema;
beforeAll(async () => {
  house = await testHouse('socket');
  const supergraph = readFileSync(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8');
  schema = buildASTSchema(parse(supergraph), { assumeValid: true, assumeValidSDL: true });
});
afterAll(() => house.stop());

/** Words that no answer may hold unless the question did. */
const leaks =
  /\bat \S+ \(|\.(?:ts|js):\d+|node_modules|violates|syntax error at|pg_|SELECT .* FROM|INSERT INTO|QueryFailedError/;

/** What an answer tells of our insides beside what it repeats of the hostile texts, or null. */
function leakIn(text: string): string | null {
  const own = hostileTexts.reduce(
    (left, hostile) => (hostile === '' ? left : left.replaceAll(JSON.stringify(hostile).slice(1, -1), '')),
    text,
  );
  return toldOfInsides(text) ?? leaks.exec(own)?.[0] ?? null;
}

interface Heard {
  status: number;
  text: string;
}

async function send(
  body: string,
  headers: Record<string, string> = { authorization: `Bearer ${house.adminToken}` },
): Promise<Heard> {
  const answer = await fetch(`${house.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}

/** A claim that waits would only slow the attack down. */
const waiting: ReadonlySet<string> = new Set(['claimNotifications']);

it.each(['query', 'mutation'] as const)(
  'answers rubbish in every %s with what to mend, and with nothing of its insides',
  async kind => {
    const random = seeded(kind === 'query' ? 7 : 11);
    const faults: string[] = [];
    for (const field of rootFields(schema, kind).filter(({ name }) => !waiting.has(name))) {
      for (let run = 0; run < 12; run++) {
        const sent = JSON.stringify(operation(kind, field, random));
        const { status, text } = await send(sent);
        const fault = status >= 500 || leakIn(text) !== null;
        if (fault) faults.push(`${field.name}: ${status} ${text.slice(0, 300)} for ${sent.slice(0, 300)}`);
      }
    }
    expect(faults).toEqual([]);
  },
);

it('keeps one event for each change of all that, in a chain that is whole', async () => {
  // The house seals by itself, too: while it does, nobody else can.
  await until(async () => expect(await verifyTrail(house.db)).toMatchObject({ broken: null, unsealed: 0 }));
  const made = await rows<{ models: number; events: number }>(
    house.db,
    `SELECT (SELECT count(*) FROM registry.model) AS models,
       (SELECT count(*) FROM event.entry WHERE action IN ('model.registered', 'model.imported') AND NOT refused) AS events`,
  );
  expect(made[0]?.events).toBe(made[0]?.models);
});

it.each([
  ['no token', {}],
  ['a token nobody knows', { authorization: 'Bearer nobody-knows-this-token' }],
  ['a token with a slip', { authorization: 'Bearer hof_0123456789abcdef0123456789abcdef0123456789' }],
  ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
])('parses nothing for a stranger with %s', async (_, headers) => {
  const { status, text } = await send('{"query":"{ this is no GraphQL', headers as Record<string, string>);
  expect(status).toBe(401);
  expect(text).toContain('UNAUTHENTICATED');
  expect(text).not.toMatch(/Syntax|JSON/);
});

it.each([
  ['20,000 aliases', `{ ${Array.from({ length: 20_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
  ['depth 2,000', `{ me ${'{ a '.repeat(2000)}${'} '.repeat(2000)}}`],
  [
    'fragments that fan out',
    `{ models { nodes { ...f0 } } } ${Array.from({ length: 40 }, (_, i) => `fragment f${i} on Model { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f40 on Model { id }`,
  ],
])('refuses %s with 400 and the limit', async (_, query) => {
  const { status, text } = await send(JSON.stringify({ query }));
  expect(status).toBe(400);
  expect(text).toContain('TOO_COSTLY');
});
