import { readFileSync } from 'node:fs';
import { type KnownOperations, readManifest } from '../operations.ts';

/** The operations of all the manifests that HANDOFF_OPERATIONS names; adds to problems what is wrong with them. */
export function operationsIn(files: readonly string[], problems: string[]): KnownOperations {
  const known = new Map<string, string>();
  for (const file of files) {
    const told = `HANDOFF_OPERATIONS names ${JSON.stringify(file)}, which`;
    const text = textOf(file);
    const found = text === null ? null : readManifest(text);
    if (found === null) problems.push(`${told} can't be read: name files that Handoff may read, or leave it out.`);
    else if (typeof found === 'string') problems.push(`${told} ${found}: write it anew with "handoff operations".`);
    else for (const [id, body] of found) known.set(id, body);
  }
  return known;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
