import { mapping, text } from '../field.ts';
import { list } from '../json.ts';
import { word } from '../told.ts';
import { entries, type GithubClient, get } from './client.ts';

/** A repository at the newest commit of its default branch. */
export interface Repository {
  /** owner/name, as GitHub spells it. */
  fullName: string;
  name: string;
  url: string;
  description?: string;
  topics: string[];
  commit: string;
  /** Paths of the files, sorted. */
  paths: string[];
  /** Whether GitHub left files out because there are too many. */
  isPartial: boolean;
}

export async function readRepository(client: GithubClient): Promise<Repository | { problem: string }> {
  const about = await get(client, '');
  if (about.kind === 'Problem') return { problem: about.message };
  const told = mapping(about.value) ?? {};
  const branch = word(told.default_branch) ?? 'HEAD';
  const head = await get(client, `/commits/${encodeURIComponent(branch)}`);
  if (head.kind === 'Problem') return { problem: head.message };
  const commit = word(mapping(head.value)?.sha);
  if (commit === undefined) return { problem: `${client.repository} tells of no commit on ${branch}.` };
  const tree = await get(client, `/git/trees/${commit}?recursive=1`);
  if (tree.kind === 'Problem') return { problem: tree.message };
  const { tree: found, truncated } = mapping(tree.value) ?? {};
  const fullName = word(told.full_name) ?? client.repository;
  return {
    fullName,
    name: fullName.split('/')[1] ?? fullName,
    url: word(told.html_url) ?? `https://github.com/${fullName}`,
    description: text(told.description),
    topics: list(told.topics).flatMap(topic => word(topic) ?? []),
    commit,
    paths: list(found).flatMap(pathOf).sort(),
    isPartial: truncated === true,
  };
}

function pathOf(entry: unknown): string[] {
  const { path, type } = mapping(entry) ?? {};
  return type === 'blob' && typeof path === 'string' ? [path] : [];
}

/** Commits by the name of their tag. */
export async function readTags(client: GithubClient): Promise<Map<string, string> | { problem: string }> {
  const tags = new Map<string, string>();
  for await (const tag of entries(client, '/tags?per_page=100')) {
    if (typeof tag.problem === 'string') return { problem: tag.problem };
    const [name, sha] = [
      word((tag as Record<string, unknown>).name),
      word(mapping((tag as Record<string, unknown>).commit)?.sha),
    ];
    if (name !== undefined && sha !== undefined) tags.set(name, sha);
  }
  return tags;
}
