import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { secretNames, settingNames } from '@handoff/kit/settings/schema';
import { expect, it, test } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/map.md',
  'docs/pipelines.md',
  'docs/operate.md',
  'docs/graph.md',
  'docs/scale.md',
  ...readdirSync(new URL('docs/decisions/', root)).map(name => `docs/decisions/${name}`),
];
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

/** All texts of the first group of a pattern, each once. */
function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, first = '']) => first))];
}

it('lists every setting and no other in the README, and marks those that may come from a file', () => {
  const table = /## Settings\n([\s\S]*?)\n## /.exec(read('README.md'))?.[1] ?? '';
  const rows = table.split('\n').filter(line => /^\| `[A-Z]/.test(line));
  const named = rows.flatMap(row => found(row.split('|')[1] ?? '', /`([A-Z_]+)`/g));
  expect(named.toSorted()).toEqual([...settingNames].sort());
  const secret = rows.filter(row => row.includes('†')).flatMap(row => found(row.split('|')[1] ?? '', /`([A-Z_]+)`/g));
  expect(secret.toSorted()).toEqual([...secretNames].sort());
});

test.each(pages)('%s links only to files that are there', page => {
  const links = found(read(page), /\]\((?!https?:|#)([^)#]+)/g);
  expect(links.filter(link => !existsSync(new URL(link, new URL(page, root))))).toEqual([]);
});

/** The sources that commands are declared in. */
const declaring = [
  'handoff.ts',
  'subgraphs/kit/backup/command.ts',
  'subgraphs/kit/doctor/command.ts',
  'subgraphs/registry/audit/command.ts',
  'subgraphs/registry/export/command.ts',
  'subgraphs/registry/report/command.ts',
  'subgraphs/registry/pipeline/command.ts',
  'subgraphs/registry/source/command.ts',
  'subgraphs/registry/token/command.ts',
];
const commands = [...declaring, 'test/bench/command.ts', 'test/reference/command.ts'].flatMap(file =>
  found(read(file), /(?:\.command|new Command|versioned)\('([a-z-]+)'/g),
);

test.each(pages)('%s names only commands and scripts that are there', page => {
  const text = read(page);
  const words = found(text, /\bnpx handoff ([a-z]+(?: (?:verify|create))?)/g).flatMap(line => line.split(' '));
  expect(words.filter(word => !commands.includes(word))).toEqual([]);
  expect(found(text, /\bnpm run ([a-z:-]+)/g).filter(script => !scripts.includes(script))).toEqual([]);
});

const there = (path: string) => existsSync(new URL(path, root));

it('names in the map only what is there', () => {
  const table = /## Folders\n([\s\S]*?)\n## /.exec(read('docs/map.md'))?.[1] ?? '';
  const named = table.split('\n').flatMap(row => pathsOf(row.split('|')[1] ?? ''));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(path => !there(path))).toEqual([]);
});

/** The paths of a cell; what is not to be found from the root lies beside the first of them. */
function pathsOf(cell: string): string[] {
  const texts = found(cell, /`([^`]+)`/g);
  const beside = dirname(texts[0] ?? '');
  return texts.map(text => (there(text) ? text : `${beside}/${text}`));
}
