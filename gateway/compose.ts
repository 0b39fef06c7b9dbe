import { readFile, writeFile } from 'node:fs/promises';
import { composeServices, compositionHasErrors } from '@theguild/federation-composition';
import { parse, print } from 'graphql';

/** A subgraph as composition sees it: its name, where it answers when it runs by itself, and its schema. */
export interface Subgraph {
  name: string;
  url: string;
  sdl: string;
}

const header = `# The supergraph: what the gateway serves, and which subgraph answers what.
# Composed from the subgraphs' schemas. Don't edit it: change a subgraph and run \`npm run compose\`.
`;

/**
 * Composes subgraphs into one supergraph, the same text whatever order they come in.
 * Throws an Error that lists everything that doesn't fit together.
 */
export function composeSupergraph(subgraphs: readonly Subgraph[]): string {
  const sorted = [...subgraphs].sort((a, b) => (a.name < b.name ? -1 : 1));
  const result = composeServices(sorted.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
  if (compositionHasErrors(result)) throw new Error(explain(result.errors));
  return `${header}${print(parse(result.supergraphSdl))}\n`;
}

function explain(errors: readonly { message: string }[]): string {
  const list = errors.map(each => `- ${each.message}`).join('\n');
  return `The subgraphs don't compose into one graph:\n${list}`;
}

/**
 * Brings the supergraph's file up to date, or with `check` only looks. Returns whether the file is (now) what the
 * subgraphs compose to.
 */
export async function composeFile(
  file: URL,
  subgraphs: readonly Omit<Subgraph, 'url'>[],
  check: boolean,
): Promise<boolean> {
  const supergraph = composeSupergraph(subgraphs.map(each => ({ ...each, url: `http://${each.name}/graphql` })));
  return freshFile(file, supergraph, check);
}

/** Brings a file up to date that is made of others, or with `check` only looks; whether it is (now) as it should be. */
export async function freshFile(file: URL, text: string, check: boolean): Promise<boolean> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept === text) return true;
  if (!check) await writeFile(file, text);
  return !check;
}
