import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from './extract.ts';

const ours = /\.(graphql|gql|[cm]?[jt]sx?)$/;
const others = /\.d\.[cm]?ts$|\.(test|spec)\.[cm]?[jt]sx?$/;
const skipped = new Set(['node_modules', 'dist', 'build', 'testing', 'coverage']);

/** The files of a client in these places, folders with all that is in them; tests and what is built left out. Throws on a place that is not there. */
export async function filesIn(places: readonly string[]): Promise<SourceFile[]> {
  const names = (await Promise.all(places.map(namesIn))).flat();
  return Promise.all([...new Set(names)].sort().map(async name => ({ name, text: await readFile(name, 'utf8') })));
}

async function namesIn(place: string): Promise<string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  const entries = await readdir(place, { withFileTypes: true });
  const inside = entries
    .filter(({ name }) => !name.startsWith('.') && !skipped.has(name))
    .filter(entry => entry.isDirectory() || (ours.test(entry.name) && !others.test(entry.name)));
  return (await Promise.all(inside.map(({ name }) => namesIn(join(place, name))))).flat();
}
