import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** Below the packages of the project, so that a second run finds what the first one fetched, and nothing is committed. */
const kept = fileURLToPath(new URL('../../node_modules/.cache/handoff/', import.meta.url));

/** What the typed clients of the docs are made with. It belongs to one test alone, and is no part of what is installed. */
const generators = [
  ...['@graphql-codegen/cli@7.4.3', '@graphql-codegen/client-preset@6.2.0', 'gql.tada@1.11.3'],
  ...['@types/node@20.19.43', 'graphql@16.15.0', 'typescript@5.9.3'],
];

const words = [
  ...['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
  ...['--fetch-retries=0', '--fetch-timeout=20000'],
];

/** A folder with the generators, fetched from npm once; a sentence that says why where they cannot be had. */
export async function installedGenerators(): Promise<{ folder: string } | { reason: string }> {
  const name = createHash('sha256').update(generators.join(' ')).digest('hex').slice(0, 16);
  const folder = `${kept}${name}`;
  if (await stat(folder).catch(() => null)) return { folder };
  const making = `${folder}.${process.pid}`;
  try {
    await mkdir(making, { recursive: true });
    await run('npm', [...words, '--prefix', making, ...generators], { cwd: making, timeout: 180_000 });
    await rename(making, folder);
    return { folder };
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    const [why = ''] = String((error as { stderr?: string }).stderr || error).split('\n');
    return { reason: `npm could not install ${generators.join(', ')}: ${why}` };
  }
}
