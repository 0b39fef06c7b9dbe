// The journeys of a house in several processes, with Hive Gateway behind the gateway's door instead of ours:
//   node .ci/hive.mjs [tests]      all journeys that run in several processes
// It is fetched from npm into a temporary folder; HANDOFF_TEST_HIVE names one that it is installed in already.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, prepare, root, runLocal } from './prepare.mjs';

prepare();
if (build(['.', 'test']) !== 0) process.exit(1);
const made = process.env.HANDOFF_TEST_HIVE ? null : mkdtempSync(join(tmpdir(), 'handoff-hive-'));
try {
  const { installHive } = await import(pathToFileURL(join(root, 'test/bench/dist/gateway/hive-install.js')).href);
  const folder = made === null ? process.env.HANDOFF_TEST_HIVE : await installHive(made);
  if (folder === null) {
    process.stderr.write('Nothing was run: Hive Gateway could not be fetched.\n');
    process.exitCode = 2;
  } else {
    const tests = process.argv.length > 2 ? process.argv.slice(2) : ['test/journeys'];
    const env = { ...process.env, HANDOFF_TEST_HIVE: folder };
    process.exitCode = runLocal('vitest', ['run', '--maxWorkers=1', ...tests, '-t', 'split|processes|Hive'], {
      env,
      stdio: ['ignore', 1, 2],
    });
  }
} finally {
  if (made) rmSync(made, { recursive: true, force: true });
}
