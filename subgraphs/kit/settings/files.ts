import { readFileSync } from 'node:fs';
import type { Given } from './problems.ts';
import { fileNames } from './schema.ts';

/** Puts the trimmed contents of the files that <NAME>_FILE variables name under <NAME>; adds to problems what failed. */
export function withSecretFiles(given: Given, problems: string[]): Given {
  const all: Record<string, string> = { ...given };
  for (const name of fileNames) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    const read = given[name] === undefined ? readSecret(name, path) : bothGiven(name);
    if ('problem' in read) problems.push(read.problem);
    else all[name] = read.secret;
  }
  return all;
}

type Read = { secret: string } | { problem: string };

function bothGiven(name: string): Read {
  return { problem: `${name} and ${name}_FILE are both set: leave one of them out.` };
}

function readSecret(name: string, path: string): Read {
  const told = `${name}_FILE is ${JSON.stringify(path)}`;
  try {
    const secret = readFileSync(path, 'utf8').trim();
    return secret ? { secret } : { problem: `${told}, which is empty: put the secret into it, or leave it out.` };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : "can't be read";
    return { problem: `${told}, which ${why}: name a file that Handoff may read, or leave it out.` };
  }
}
