import { spawnSync } from 'node:child_process';

/** Runs a program to its end in a folder; what it said. */
export function run(program: string, words: readonly string[], folder: string): string {
  const { stdout, stderr, error } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
  if (error) throw error;
  return `${stdout}${stderr}`;
}
