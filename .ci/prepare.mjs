// What every command of a clone needs first: the right Node, the packages of the lockfile, and the built code.
// Plain JavaScript without packages, because it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pnpm = 'pnpm@12.21.0';
const stamp = join(root, 'node_modules', '.handoff-installed');

/** Runs a program with its output on standard error, so that standard output stays the command's own. */
export function run(program, args, options = {}) {
  const shell = process.platform === 'win32';
  return spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell, ...options }).status ?? 1;
}

/** Runs a program that a package of the workspace brought along. */
export function runLocal(name, args, options = {}) {
  return run(join(root, 'node_modules', '.bin', name), args, options);
}

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Handoff needs Node 20.19 or newer, and this is ${process.versions.node}: install a newer Node.`, 2);
}

/** The lockfile as installed: another lockfile or another Node means installing anew. */
function wanted() {
  const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'));
  return createHash('sha256').update(lockfile).update(process.versions.modules).digest('hex');
}

function install() {
  const want = wanted();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  process.stderr.write('Installing what is missing; this happens once …\n');
  // npm passes its own configuration on in the environment, which pnpm would read as its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name) || /registry/i.test(name)),
  );
  if (run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'], { env }) !== 0) {
    fail(
      'Installing the packages failed; the lines above say why. Check that the npm registry can be reached, then try again.',
    );
  }
  writeFileSync(stamp, want);
}

/** Brings the build up to date; takes a fraction of a second when nothing changed. */
export function build(projects = ['.']) {
  return existsSync(join(root, 'node_modules', '.bin', 'tsc')) ? runLocal('tsc', ['-b', ...projects]) : 0;
}

/** Installs what is missing. */
export function prepare() {
  checkNode();
  install();
}
