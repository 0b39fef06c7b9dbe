// The whole check on other releases of Node, which npm serves as the package "node": node .ci/nodes.mjs [22 24] [-- words for the check]
// They go into a temporary folder; this Node is left as it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root, run } from './prepare.mjs';

const words = process.argv.slice(2);
const cut = words.indexOf('--');
const [named, forwarded] = cut < 0 ? [words, []] : [words.slice(0, cut), words.slice(cut + 1)];
const majors = named.length > 0 ? named : ['22', '24'];
const failed = [];

for (const major of majors) {
  const folder = mkdtempSync(join(tmpdir(), `handoff-node-${major}-`));
  try {
    const install = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `node@${major}`];
    if (run('npm', install) !== 0) {
      failed.push(major);
      continue;
    }
    const bin = join(folder, 'node_modules', 'node', 'bin');
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    process.stdout.write(`\n▶ Node ${major}\n`);
    const status = run(join(bin, 'node'), [join(root, '.ci', 'test.mjs'), ...forwarded], {
      env,
      stdio: ['ignore', 1, 2],
    });
    if (status !== 0) failed.push(major);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.stdout.write(
  failed.length === 0 ? `\nFine on Node ${majors.join(' and ')}.\n` : `\nNot on Node ${failed.join(' and ')}.\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
