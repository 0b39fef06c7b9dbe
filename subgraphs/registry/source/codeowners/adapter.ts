import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { githubAccess, githubSettings, isRepository } from '../github/access.ts';
import { modelFiles, type Reading, withRepository } from '../github/adapter.ts';
import { huggingFace } from '../hugging-face/adapter.ts';
import { mlmodel } from '../mlmodel/adapter.ts';
import { onnx } from '../onnx/adapter.ts';
import { checkPath, readText, sentence } from '../place.ts';
import type { ImportItem, ImportRecord, ReadOptions, SourceAdapter } from '../record.ts';
import { tensorflow } from '../tensorflow/adapter.ts';
import { codeownersPaths, ownersOf, ownerTags, proposable, type Rule, readCodeowners } from './codeowners.ts';

/**
 * Whom a CODEOWNERS file names for the models of a checkout or of a repository on GitHub: they are proposed as owners of
 * the models of those names, and asked. Nothing else of the models is told.
 */
export const codeowners: SourceAdapter = {
  system: 'CODEOWNERS',
  where: 'a checkout, or owner/name on GitHub: proposes the code owners of its models as their owners',
  examples: ['.', 'acme/churn'],
  settings: `${githubSettings}, for GitHub`,
  takes: ['api'],
  check: async (where, options) => {
    if (existsSync(where) || !isRepository(where)) return checkPath(where);
    const access = githubAccess(where, options);
    return typeof access === 'string' ? access : null;
  },
  read,
};

async function* read(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  if (existsSync(where)) return yield* readCheckout(where, options);
  const access = githubAccess(where, options);
  if (typeof access === 'string') return yield { stopped: access };
  yield* withRepository(access, options, ownedOnGithub);
}

async function* readCheckout(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  const root = rootOf(where);
  const path =
    codeownersPaths.map(one => join(root, one)).find(one => existsSync(one)) ?? (root === where ? null : where);
  if (path === null)
    return yield { stopped: `There is no CODEOWNERS in ${root}, nor in its .github or docs: name its folder.` };
  const text = await readText(path);
  if (text.kind === 'Problem') return yield { path, externalId: path, problem: sentence(text.message) };
  const { rules, problems } = readCodeowners(text.text);
  for (const problem of problems) options.note?.(`${path}: ${problem} It is passed over, as GitHub does.`);
  const names = new Set<string>();
  for (const adapter of [mlmodel, huggingFace, onnx, tensorflow])
    for await (const item of adapter.read(root, options)) {
      if (!('record' in item) || names.has(item.record.name)) continue;
      names.add(item.record.name);
      yield* owned(item, { root, rules });
    }
}

/** The folder that the file speaks for, when the file itself is named. */
function rootOf(where: string): string {
  if (!/CODEOWNERS$/.test(basename(where))) return where;
  const folder = dirname(resolve(where));
  return ['.github', 'docs'].includes(basename(folder)) ? dirname(folder) : folder;
}

function* owned(
  { path, record }: Extract<ImportItem, { record: unknown }>,
  { root, rules }: { root: string; rules: readonly Rule[] },
): Generator<ImportItem> {
  const way = relative(resolve(root), resolve(path)).split(sep).join('/');
  const owners = ownersOf(rules, way);
  if (owners.length === 0) return;
  const externalId = `${basename(resolve(root))}/${way}`;
  yield { path, record: ownedRecord(record.name, externalId, { tags: ownerTags(owners), owners: proposable(owners) }) };
}

async function* ownedOnGithub(reading: Reading): AsyncGenerator<ImportItem> {
  for await (const item of modelFiles(reading)) {
    if (!('record' in item)) continue;
    const { name, source, owners = [], tags = [] } = item.record;
    const own = { tags: tags.filter(tag => tag.startsWith('codeowner=')), owners };
    if (own.tags.length > 0) yield { path: item.path, record: ownedRecord(name, source.externalId, own) };
  }
}

function ownedRecord(name: string, externalId: string, own: { tags: string[]; owners: string[] }): ImportRecord {
  return {
    source: { system: 'CODEOWNERS', externalId },
    name,
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    ...own,
    versions: [],
  };
}
