import { ahead } from '../ahead.ts';
import {
  codeownersPaths,
  ownersOf,
  ownerTags,
  proposable,
  type Rule,
  readCodeowners,
} from '../codeowners/codeowners.ts';
import { known, mapping } from '../field.ts';
import { list, textOf } from '../json.ts';
import { modelName, unnameable } from '../name.ts';
import { sentence } from '../place.ts';
import type { ImportItem, ImportRecord, ImportVersion, ReadOptions, RefusedVersion, SourceAdapter } from '../record.ts';
import { word } from '../told.ts';
import { type GithubAccess, githubAccess, githubSettings } from './access.ts';
import { emailOf, entries, file, type GithubClient, get, githubClient } from './client.ts';
import { mayTellOfModel, readModelFile } from './model-file.ts';
import { dateOf, readRelease } from './release.ts';
import { type Repository, readRepository, readTags } from './repository.ts';

/**
 * A repository on GitHub: its releases are versions of a model of its name, with their assets; every MLmodel file and
 * model card in it is a model. CODEOWNERS says whom to propose as owner.
 */
export const github: SourceAdapter = {
  system: 'GITHUB',
  where: 'owner/name or the address of a repository: releases, MLmodel files, model cards',
  examples: ['acme/churn', 'acme/churn --api https://github.example.com/api/v3'],
  settings: githubSettings,
  takes: ['api'],
  check: async (where, options) => {
    const access = githubAccess(where, options);
    return typeof access === 'string' ? access : null;
  },
  read,
};

async function* read(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  const access = githubAccess(where, options);
  if (typeof access === 'string') return yield { stopped: access };
  yield* withRepository(access, options, itemsIn);
}

/** What is known of a repository while it is read. */
export interface Reading {
  client: GithubClient;
  repository: Repository;
  rules: readonly Rule[];
  signal?: AbortSignal;
}

/** Reads the repository and its CODEOWNERS, and lets `use` find items in it. */
export async function* withRepository(
  access: GithubAccess,
  options: ReadOptions,
  use: (reading: Reading) => AsyncIterable<ImportItem>,
): AsyncGenerator<ImportItem> {
  const client = githubClient(access, options);
  try {
    const repository = await readRepository(client);
    if ('problem' in repository) return yield { stopped: repository.problem };
    const rules = await rulesOf(client, repository, options.note);
    if ('problem' in rules) return yield { stopped: rules.problem };
    yield* use({ client, repository, rules, signal: options.signal });
    if (repository.isPartial) yield { path: repository.url, externalId: repository.fullName, problem: tooManyFiles };
  } finally {
    await client.http.close();
  }
}

const tooManyFiles = 'GitHub lists only a part of its files, because there are so many: the others were not looked at.';

async function rulesOf(
  client: GithubClient,
  { paths, commit }: Repository,
  note?: (message: string) => void,
): Promise<Rule[] | { problem: string }> {
  const path = codeownersPaths.find(one => paths.includes(one));
  if (path === undefined) return [];
  const answer = await file(client, path, commit);
  if (answer.kind === 'Problem') return { problem: answer.message };
  const text = textOf(answer.body);
  if (text === null) return { problem: `${path} is no UTF-8 text: save it as UTF-8.` };
  const { rules, problems } = readCodeowners(text);
  for (const problem of problems) note?.(`${path}: ${problem} It is passed over, as GitHub does.`);
  return rules;
}

async function* itemsIn(reading: Reading): AsyncGenerator<ImportItem> {
  const { repository } = reading;
  const releases = await readReleases(reading);
  if ('problem' in releases) return yield { stopped: releases.problem };
  let count = 0;
  let root: ImportRecord | null = null;
  for await (const item of modelFiles(reading)) {
    const isRoot =
      releases.versions.length > 0 && 'record' in item && !item.path.slice(blobs(repository).length).includes('/');
    if (isRoot && 'record' in item) root ??= item.record;
    else yield item;
    count++;
  }
  if (releases.versions.length + releases.refused.length > 0) yield await repositoryItem(reading, releases, root);
  else if (count === 0)
    yield {
      path: repository.url,
      externalId: repository.fullName,
      problem: 'It has no release, no MLmodel file and no model card: there is no model to bring in.',
    };
}

interface Releases {
  versions: ImportVersion[];
  refused: RefusedVersion[];
}

async function readReleases({ client, repository }: Reading): Promise<Releases | { problem: string }> {
  const tags = await readTags(client);
  if ('problem' in tags) return { problem: String(tags.problem) };
  const found: Releases = { versions: [], refused: [] };
  for await (const entry of entries(client, '/releases?per_page=100')) {
    if (typeof entry.problem === 'string') return { problem: entry.problem };
    const read = readRelease(entry as Record<string, unknown>, repository.fullName, tags);
    if (read && 'version' in read) found.versions.unshift(read.version);
    if (read && 'refused' in read) found.refused.push(read.refused);
  }
  return found;
}

/** The repository as a model of its releases; a card or MLmodel file at its root tells more of the same model. */
async function repositoryItem(
  reading: Reading,
  { versions, refused }: Releases,
  root: ImportRecord | null,
): Promise<ImportItem> {
  const { fullName, name, url, description, topics, commit } = reading.repository;
  const called = modelName(name);
  if (called === null) return { path: url, externalId: fullName, problem: unnameable(name) };
  const own = await ownersFor(reading, 'MLmodel');
  const record: ImportRecord = known({
    ...root,
    source: { system: 'GITHUB' as const, externalId: fullName, url, commit },
    name: called,
    description: root?.description ?? description,
    task: root?.task ?? ('OTHER' as const),
    riskTier: 'UNCLASSIFIED' as const,
    tags: [...new Set([...(root?.tags ?? topics), ...own.tags])],
    owners: own.owners,
    versions: [...(root?.versions ?? []), ...versions],
  });
  return { path: url, record, refused };
}

function blobs({ url, commit }: Repository): string {
  return `${url}/blob/${commit}/`;
}

/** The models that files of the repository tell of, with their owners. */
export async function* modelFiles(reading: Reading): AsyncGenerator<ImportItem> {
  const { repository, signal } = reading;
  async function* paths() {
    yield* repository.paths.filter(mayTellOfModel);
  }
  for await (const item of ahead(paths(), path => modelFileItem(reading, path), { width: 4, signal }))
    if (item) yield item;
}

async function modelFileItem(reading: Reading, path: string): Promise<ImportItem | null> {
  const { client, repository } = reading;
  const place = blobs(repository) + path;
  const refused = (problem: string): ImportItem => ({
    path: place,
    externalId: `${repository.fullName}/${path}`,
    problem,
  });
  const answer = await file(client, path, repository.commit);
  if (answer.kind === 'Problem') return refused(answer.message);
  const text = textOf(answer.body);
  if (text === null) return /MLmodel$/i.test(path) ? refused('It is no UTF-8 text: save it as UTF-8.') : null;
  const touched = await lastCommit(client, path, repository.commit);
  if (typeof touched === 'string') return refused(touched);
  const record = readModelFile({ path, text, repository: repository.fullName, url: place, ...touched });
  if (record === null) return null;
  if ('problem' in record) return refused(sentence(record.problem));
  const { tags, owners } = await ownersFor(reading, path);
  return { path: place, record: known({ ...record, tags: [...(record.tags ?? []), ...tags], owners }) };
}

/** The commit that last touched a file, seen from another; a sentence when it cannot be told. */
async function lastCommit(
  client: GithubClient,
  path: string,
  from: string,
): Promise<{ commit: string; createdAt?: string } | string> {
  const answer = await get(client, `/commits?${new URLSearchParams({ path, sha: from, per_page: '1' })}`);
  if (answer.kind === 'Problem') return answer.message;
  const last = mapping(list(answer.value)[0]);
  const commit = word(last?.sha);
  if (commit === undefined) return 'GitHub tells of no commit that touched it.';
  return known({ commit, createdAt: dateOf(mapping(mapping(last?.commit)?.committer)?.date) });
}

/** Who answers for a path: as tags, and as the graph can look them up; users by the e-mail that they show on GitHub. */
async function ownersFor({ client, rules }: Reading, path: string): Promise<{ tags: string[]; owners: string[] }> {
  const named = ownersOf(rules, path);
  const users = named.filter(one => /^@[^/]+$/.test(one)).slice(0, 20);
  const emails: string[] = [];
  for (const user of users) emails.push((await emailOf(client, user.slice(1))) ?? '');
  const owners = [...proposable(named), ...emails.filter(email => email !== '')];
  return { tags: ownerTags(named), owners: [...new Set(owners)].slice(0, 20) };
}
