import { fileURLToPath } from 'node:url';
import { freshFile } from '../compose.ts';
import { collect } from './collect.ts';
import { filesIn } from './files.ts';

/** Where our clients that come to the gateway by its door have their operations; pages ask the graph itself. */
const places = [
  'bot/operations',
  ...['export', 'pipeline', 'report', 'token', 'source/send.ts'].map(name => `subgraphs/registry/${name}`),
];

/**
 * Brings gateway/operations.json up to date, or with `check` only looks; whether it is (now) what our clients ask.
 * Throws an Error that lists what could not be read.
 */
export async function ownOperationsFile(project: URL, check: boolean): Promise<boolean> {
  const files = await filesIn(places.map(place => fileURLToPath(new URL(place, project))));
  const { manifest, unread } = collect(files);
  if (unread.length > 0) throw new Error(`What our own clients ask cannot be read:\n${unread.join('\n')}`);
  return freshFile(new URL('gateway/operations.json', project), manifest, check);
}
