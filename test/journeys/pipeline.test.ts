import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, ended, handoff } from '../command.ts';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { changed, peopleOf, takesRole } from '../people.ts';

const model = 'ticket-routing';
let house: TestHouse;
let folder: string;
let people: Awaited<ReturnType<typeof peopleOf<'noor' | 'ben' | 'yuki'>>>;
beforeAll(async () => {
  house = await testHouse('socket');
  folder = await mkdtemp(join(tmpdir(), 'handoff-pipeline-'));
  people = await peopleOf(house, ['noor', 'ben', 'yuki']);
  await takesRole(house, people.ben, { role: 'data-scientist', model });
  await takesRole(house, people.yuki, { role: 'it-ops', model });
  const terms = { environment: 'production', riskTier: 'MINIMAL', fourEyes: true, checks: ['NOT_FROZEN'] };
  await changed(house.admin, 'savePolicy', { ...terms, approvals: [{ role: 'data-scientist' }] });
});
afterAll(async () => {
  await people?.close();
  await house?.stop();
  await rm(folder, { recursive: true, force: true });
});

const settings = () => ({ HANDOFF_URL: house.url, HANDOFF_TOKEN: house.adminToken });
const run = (words: string[], input?: string): Promise<Ended> => ended(handoff(words, settings(), input));
const lines = ({ stdout }: Ended) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Record<string, unknown>);
let made = 0;
/** A new version of the model; its number. */
async function aVersion(): Promise<string> {
  const text = JSON.stringify({ model, content: { changeNote: `Made by the pipeline, ${++made}` } });
  return String(lines(await run(['push', '--json'], text))[0]?.version);
}

describe('handoff push', () => {
  it('registers what comes in, and not twice when the pipeline runs again', async () => {
    const text = JSON.stringify({ content: { framework: 'xgboost 2.1.0', changeNote: 'From the pipeline' } });
    const first = await run(['push', '--model', model], text);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^Registered version \S+ of ticket-routing \(ver_\w+\)\n$/);
    const file = join(folder, 'version.json');
    await writeFile(file, text);
    expect(await run(['push', file, '--model', model])).toEqual(first);
  });

  it('tells each line that makes no sense with its number, and takes the others', async () => {
    const all = [
      { model, content: { changeNote: 'One of many' } },
      { model: 'no-such-model', content: {} },
      { model, content: { colour: 'blue' } },
      { model, version: '/', content: {} },
    ];
    const text = `${all.map(each => JSON.stringify(each)).join('\n')}\n{"model"\n`;
    const result = await run(['push', '--json'], text);
    expect([result.code, result.stderr]).toEqual([1, '4 of 5 were rejected.\n']);
    expect(lines(result)).toMatchObject([
      { line: 1, outcome: 'REGISTERED', model },
      { line: 2, outcome: 'REJECTED', problem: expect.stringContaining('no-such-model') },
      { line: 3, outcome: 'REJECTED', problem: expect.stringContaining('colour') },
      { line: 4, outcome: 'REJECTED', problem: expect.stringContaining('version') },
      { line: 5, outcome: 'REJECTED', problem: expect.stringContaining('is no JSON') },
    ]);
  });

  it.each<[string, string[], string | undefined, RegExp]>([
    ['nothing', ['push'], '', /^Nothing came in/],
    ['no JSON', ['push'], 'version: 7', /^This is neither JSON/],
    ['no file', ['push', '/nowhere/version.json'], undefined, /there is no such file/],
    ['a wrong token', ['push', '--token', 'hf_wrong'], '{"model": "x"}', /token/],
    ['an odd option', ['push', '--colour'], '{}', /unknown option/],
  ])('ends with 2 and the mend for %s', async (...[, words, input, message]) => {
    const { code, stdout, stderr } = await run(words, input);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('handoff gate', () => {
  it('passes, is held up, and says what there is not', async () => {
    const version = await aVersion();
    const passes = await run(['gate', model, version, '--to', 'production']);
    expect([passes.code, passes.stderr]).toEqual([0, '']);
    expect(passes.stdout).toMatch(
      /would pass\n {2}passes {2}NOT_FROZEN: No freeze holds\.\n {2}Needs the approval of 1 data-scientist\. Who can: .*Ben Okafor/,
    );
    const freeze = {
      environment: 'production',
      reason: 'Holidays',
      from: '2020-01-01T00:00:00Z',
      to: '2090-01-01T00:00:00Z',
    };
    const { freeze: held } = await changed<{ freeze: { id: string } }>(house.admin, 'freeze { freeze { id } }', freeze);
    const holds = await run(['gate', model, version, '--to', 'production', '--json']);
    await changed(house.admin, 'endFreeze', { id: held.id, reason: 'Over' });
    expect([holds.code, holds.stderr]).toEqual([3, 'It would not pass: NOT_FROZEN.\n']);
    expect(lines(holds)).toMatchObject([
      { model, version, passes: false, wouldBe: 'BLOCKED', checks: [{ kind: 'NOT_FROZEN' }] },
    ]);
  });

  it.each<[string[], RegExp]>([
    [['ticket-routin', '1', '--to', 'production'], /Did you mean ticket-routing\?/],
    [[model, '99', '--to', 'production'], /has no version "99"/],
    [[model, '1', '--to', 'moon"'], /no environment "moon"/],
  ])('ends with 1 for %j', async (words, message) => {
    const { code, stderr } = await run(['gate', ...words]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});

describe('handoff promote', () => {
  const promotion = async (id: string) =>
    (
      await asked<{ promotion: { id: string; evidenceDigest: string; state: string } }>(
        house.admin,
        'query ($id: ID!) { promotion(id: $id) { id state evidenceDigest } }',
        { id },
      )
    ).promotion;
  const newest = async (version: string) => {
    const source = `query ($model: String!, $version: String!) { modelVersion(model: $model, version: $version) { promotions { id } } }`;
    const found = await asked<{ modelVersion: { promotions: { id: string }[] } }>(house.admin, source, {
      model,
      version,
    });
    const id = found.modelVersion.promotions[0]?.id;
    if (!id) throw new Error('nobody asked yet');
    return promotion(id);
  };
  const decide = async (version: string, decision: string) => {
    const { id: promotionId, evidenceDigest } = await until(() => newest(version));
    await changed(people.ben.graph, 'decidePromotion', { promotionId, evidenceDigest, decision, comment: 'Read it' });
    return promotionId;
  };
  const words = (version: string, ...more: string[]) => [
    ...['promote', model, version, '--to', 'production', '--reason', 'Trained anew', ...more],
  ];

  it('waits until people approved and somebody rolled it out, and is done at once when it is live', async () => {
    const version = await aVersion();
    const waiting = run(words(version, '--wait', '60s', '--json'));
    const promotionId = await decide(version, 'APPROVE');
    await changed(people.yuki.graph, 'startRollout', { promotionId });
    await changed(people.yuki.graph, 'reportRollout', { promotionId, succeeded: true });
    const result = await waiting;
    expect([result.code, lines(result)]).toEqual([
      0,
      [{ model, version, environment: 'production', promotion: promotionId, state: 'LIVE' }],
    ]);
    expect(result.stderr).toMatch(/waits for the approval of 1 data-scientist[\s\S]*It is live\.\n$/);
    const again = await run(words(version, '--wait'));
    expect([again.code, again.stderr]).toEqual([0, '']);
  });

  it('ends with 3 when somebody says no, and with 4 when nobody says anything; again, it joins', async () => {
    const version = await aVersion();
    const impatient = await run(words(version, '--wait', '1s'));
    expect([impatient.code, impatient.stderr]).toEqual([
      4,
      expect.stringMatching(/It still waits \(pro_\w+\): run this again/),
    ]);
    const child = handoff(words(version, '--wait', '60s'), settings());
    const joined = ended(child);
    await new Promise(resolve => child.stderr?.once('data', resolve));
    const id = await decide(version, 'REJECT');
    const { code, stdout, stderr } = await joined;
    expect([code, stdout]).toEqual([3, `${id}\n`]);
    expect(stderr).toMatch(/It did not go live: It was rejected\.\n$/);
    expect(impatient.stdout).toBe(stdout);
  });

  it('asks without waiting, and says why not', async () => {
    const version = await aVersion();
    expect(await run(words(version))).toMatchObject({ code: 0, stdout: expect.stringMatching(/^pro_\w+\n$/) });
    expect(await run(words('99'))).toMatchObject({ code: 1, stderr: expect.stringContaining('99') });
    expect(await run(words(version, '--wait', 'long'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('30s, 5m or 1h'),
    });
    expect(await run(['promote', model, version, '--to', 'production'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--reason'),
    });
  });
});

const python = (() => {
  try {
    return execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
})();

/** What docs/pipelines.md shows in a language. */
async function shownIn(language: string): Promise<string> {
  const page = await readFile(new URL('../../docs/pipelines.md', import.meta.url), 'utf8');
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
}

it.skipIf(python === null)(
  'the Python of docs/pipelines.md does what it says (skipped where there is no python3)',
  async () => {
    const file = join(folder, 'ask.py');
    await writeFile(file, await shownIn('python'));
    const env = { PATH: process.env.PATH ?? '', ...settings() };
    const result = await ended(spawn('python3', [file], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/^churn \S+ .*\n$/);
  },
);
