import type { Workspace } from './workspace.ts';

/** Makes text safe between Slack's own brackets. */
function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * What Slack makes of something a person typed: `@name`, `@group` and `#channel` become references, links get brackets, and
 * everything else is escaped. `labelled` references carry the name too, as in slash commands.
 */
export function encodeTyped(workspace: Workspace, typed: string, labelled = false): string {
  const known =
    /(<(?:[@#]|!subteam\^)[A-Z0-9_]+(?:\|[^<>]*)?>)|(https?:\/\/[^\s<>|]+)|(?<![\w.])([@#])([\p{L}\d._-]*[\p{L}\d_-])/gu;
  let encoded = '';
  let done = 0;
  for (const match of typed.matchAll(known)) {
    const [whole, reference, link, sign, name] = match;
    encoded += escapeText(typed.slice(done, match.index));
    if (reference) encoded += reference;
    else if (link) encoded += `<${escapeText(link)}>`;
    else encoded += referenceTo(workspace, { sign: sign ?? '', name: name ?? '' }, labelled) ?? escapeText(whole);
    done = match.index + whole.length;
  }
  return encoded + escapeText(typed.slice(done));
}

function referenceTo(workspace: Workspace, named: { sign: string; name: string }, labelled: boolean) {
  const lower = named.name.toLowerCase();
  const group =
    named.sign === '@' &&
    [...workspace.groups.values()].find(one => one.handle.toLowerCase() === lower && !one.disabled);
  if (group) return `<!subteam^${group.id}${labelled ? `|@${group.handle}` : ''}>`;
  const among = named.sign === '@' ? workspace.users : workspace.channels;
  const found = [...among.values()].find(one => one.name.toLowerCase() === lower);
  if (!found || ('directWith' in found && found.directWith)) return undefined;
  return `<${named.sign}${found.id}${labelled ? `|${found.name}` : ''}>`;
}
