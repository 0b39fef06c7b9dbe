// The code of before on the schema of now, as it is while a release is rolled out:
//   node .ci/previous.mjs [commit or tag] [tests of it]      the latest tag, and the journeys of assigning and promoting
// A database is migrated by the code of now; the tests of the code of before then run on copies of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, prepare, root, run } from './prepare.mjs';

prepare();
if (build() !== 0) process.exit(1);
const built = path => import(pathToFileURL(join(root, path)).href);
const { startEmbedded } = await built('subgraphs/kit/dist/postgres/embedded.js');
const { migrate } = await built('subgraphs/kit/dist/database/migrate.js');
const { silentLog } = await built('subgraphs/kit/dist/log.js');
const { migrations } = await built('migrations/dist/list.js');

const git = (...words) => spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout.trim();
const [ref = git('describe', '--tags', '--abbrev=0'), ...named] = process.argv.slice(2);
if (!ref) {
  process.stderr.write('There is no release yet: name a commit, such as node .ci/previous.mjs HEAD~20.\n');
  process.exit(2);
}
const tests = named.length > 0 ? named : ['test/journeys/assign.test.ts', 'test/journeys/promote.test.ts'];
const folder = mkdtempSync(join(tmpdir(), 'handoff-previous-'));
const code = join(folder, 'code');
const embedded = await startEmbedded({ home: join(folder, 'home'), log: silentLog(), durable: false });
try {
  // Every database of the tests is a copy of this one; to the code of before all of its migrations are applied.
  const template = new URL(embedded.url);
  template.pathname = '/template1';
  const applied = await migrate(template.href, migrations);
  process.stdout.write(`▶ ${ref} on a schema of ${applied.length} migrations, the last of them ${applied.at(-1)}\n`);
  if (run('git', ['worktree', 'add', '--quiet', '--detach', code, ref]) !== 0) process.exit(2);
  const env = { ...process.env, TEST_DATABASE_URL: embedded.url };
  const steps = [
    ['install', [join(code, '.ci', 'handoff.mjs'), '--version']],
    ['tests', [join(code, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...tests]],
  ];
  const failed = steps.find(
    ([, words]) => run(process.execPath, words, { cwd: code, env, stdio: ['ignore', 1, 2] }) !== 0,
  );
  process.stdout.write(failed ? `✗ ${ref} does not work on it: ${failed[0]}\n` : `✓ ${ref} works on it\n`);
  process.exitCode = failed ? 1 : 0;
} finally {
  run('git', ['worktree', 'remove', '--force', code]);
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}
