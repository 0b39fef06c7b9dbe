import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idOf } from '@handoff/kit/operations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typed } from '../chat.ts';
import { ended, handoff } from '../command.ts';
import { type TestHouse, testHouse } from '../house.ts';
import { openStream } from '../live.ts';

const subscription = 'subscription Watch { modelChanged { id revision } }';
const promote =
  'mutation Ask($input: RequestPromotionInput!) { requestPromotion(input: $input) { promotion { state checks { kind } } problem { message } } }';

let folder: string;
let house: TestHouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-operations-'));
  const script = join(folder, 'client.ts');
  await writeFile(script, `const a = gql\`${subscription}\`;\nconst b = gql\`${promote}\`;`);
  const manifest = join(folder, 'operations.json');
  const made = await ended(handoff(['operations', script, '--output', manifest], {}));
  expect([made.code, made.stderr]).toEqual([0, `2 operations in ${manifest}.\n`]);
  house = await testHouse('socket', { HANDOFF_OPERATIONS: manifest, HANDOFF_KNOWN_OPERATIONS_ONLY: '1' });
});
afterAll(async () => {
  await house?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('what no manifest holds is refused, live updates too', async () => {
  expect(await house.admin.request('{ me { name } }')).toMatchObject({
    ...{ kind: 'Refused', status: 403, code: 'PERSISTED_QUERY_NOT_IN_LIST' },
    message: expect.stringContaining('handoff operations'),
  });
  const query = 'subscription { modelChanged { name } }';
  expect((await openStream(house.url, { token: house.adminToken, query })).status).toBe(403);
});

it('what the manifest holds is carried out, with all that our own parts ask for it', async () => {
  const stream = await openStream(house.url, { token: house.adminToken, query: subscription });
  const input = { model: 'ticket-routing', version: '1', environment: 'production', reason: 'to be seen' };
  const answer = await house.admin.request(promote, { input });
  expect(answer).toMatchObject({ kind: 'Data', errors: [], data: { requestPromotion: { problem: null } } });
  expect((await stream.next()).event).toBe('next');
  stream.close();
});

it('a live update is named by the sha256 of its text', async () => {
  // The manifest holds the text as it is printed.
  const printed = idOf('subscription Watch {\n  modelChanged {\n    id\n    revision\n  }\n}');
  const parameters = new URLSearchParams({ documentId: `sha256:${printed}` });
  const closing = new AbortController();
  const headers = { authorization: `Bearer ${house.adminToken}`, accept: 'text/event-stream' };
  const response = await fetch(`${house.url}/graphql/stream?${parameters}`, { headers, signal: closing.signal });
  expect(response.status).toBe(200);
  closing.abort();
});

it('the bot, the commands and the pages go on as ever', async () => {
  const said = await typed(house.slack, { userId: 'U08BEN', channel: 'C03OPERATIONS' }, '/handoff show ticket-routing');
  expect(said).not.toMatch(/went wrong|known beforehand/);
  const settings = { HANDOFF_URL: house.url, HANDOFF_TOKEN: house.adminToken };
  const pushed = await ended(
    handoff(['push', '--model', 'ticket-routing'], settings, JSON.stringify({ content: { changeNote: 'known' } })),
  );
  expect([pushed.code, pushed.stderr]).toEqual([0, '']);
  const report = await ended(handoff(['report', 'inventory', '--out', join(folder, 'report.md')], settings));
  expect([report.code, report.stderr, report.stdout]).toEqual([0, '', expect.stringContaining('Wrote')]);
});

it('a manifest that is not one ends the start with its mend', async () => {
  const bad = join(folder, 'bad.json');
  await writeFile(bad, '{"format":"something"}');
  const settings = { HANDOFF_OPERATIONS: `${bad},${join(folder, 'missing.json')}`, HANDOFF_HOME: folder, PORT: '0' };
  const { code, stderr } = await ended(handoff(['start'], settings));
  expect(code).toBe(2);
  expect(stderr).toContain('bad.json", which names "format", which is not the sha256 of its document: write it anew');
  expect(stderr).toContain('missing.json", which can\'t be read: name files that Handoff may read');
});

it('a client without an operation, or with one that cannot be read, is told so', async () => {
  const empty = join(folder, 'empty.ts');
  await writeFile(empty, 'const a = 1;');
  expect(await ended(handoff(['operations', empty], {}))).toMatchObject({
    ...{ code: 1, stdout: '' },
    stderr: 'No operation was found there: name the files or folders that hold them.\n',
  });
});
