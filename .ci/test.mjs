// The whole check: types, style and arrows, composition, unit tests and journeys. Ends with one line of counts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, prepare, root, run, runLocal } from './prepare.mjs';

prepare();
const counts = { passed: 0, failed: 0, skipped: 0 };

function check(title, step) {
  process.stdout.write(`\n▶ ${title}\n`);
  const fine = step() === 0;
  counts[fine ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${fine ? '✓' : '✗'} ${title}\n`);
  return fine;
}

function tests() {
  process.stdout.write('\n▶ Tests\n');
  const folder = mkdtempSync(join(tmpdir(), 'handoff-report-'));
  const file = join(folder, 'report.json');
  const only = process.argv.slice(2);
  const status = runLocal(
    'vitest',
    ['run', ...only, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    {
      stdio: ['ignore', 1, 1],
    },
  );
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    // A file that fails before its first test has no failed test: it counts as one.
    const broken = report.testResults.filter(
      one => one.status === 'failed' && !one.assertionResults.some(each => each.status === 'failed'),
    );
    counts.passed += report.numPassedTests;
    counts.failed += report.numFailedTests + broken.length;
    counts.skipped += report.numPendingTests + report.numTodoTests;
    if (status !== 0 && report.numFailedTests + broken.length === 0) counts.failed += 1;
  } catch {
    counts.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const builds = check('Types', () => build(['.', 'test']));
check('Style and arrows', () => runLocal('biome', ['check', '--error-on-warnings', '.'], { stdio: ['ignore', 1, 1] }));
if (builds)
  check('Composition is fresh', () => run(process.execPath, [join(root, '.ci', 'handoff.mjs'), 'compose', '--check']));
tests();

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
