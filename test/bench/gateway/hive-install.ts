import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const packages = [
  '@graphql-hive/gateway-runtime@2.12.1',
  '@graphql-hive/router-runtime@1.4.23',
  '@graphql-mesh/transport-http@1.2.1',
  'graphql@16.15.0',
];

/**
 * Installs Hive Gateway with its Rust planner into a folder below another, from npm: it is measured, and nothing of ours
 * depends on it. Null, with a line on standard error, where it is not to be had.
 */
export async function installHive(home: string): Promise<string | null> {
  const folder = join(home, 'hive');
  await mkdir(folder, { recursive: true });
  const words = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  try {
    await promisify(execFile)('npm', [...words, ...packages], { cwd: folder, timeout: 180_000 });
    return folder;
  } catch (error) {
    const [why] = String((error as { stderr?: string }).stderr || error).split('\n');
    process.stderr.write(`Hive Gateway is left out: npm could not install it. ${why}\n`);
    return null;
  }
}
