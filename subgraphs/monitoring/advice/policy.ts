import type { Permission } from '@handoff/kit/access/permission';
import { invalid, type Problem } from '@handoff/kit/problem';
import { type Advice, movesFrom, type PeoplesMove } from './advice.ts';

/** What answering an advice needs, and how a refusal reads. */
export const answering = {
  permission: 'ALERT_HANDLE',
  rule: 'advice-answer',
  message:
    'Only who answers for what alerts say of this model may do that: ask its data scientist or ML engineer, or ask for a role that can.',
} as const satisfies { permission: Permission; rule: string; message: string };

/** The roles whose holders an advice opens with: they talk about it, and decide it together. */
export const participantRoles = ['data-scientist', 'ml-engineer'] as const;

/** The moves that somebody with these permissions on the model can make now; whoever "anyone" is, the state decides. */
export function movesOf(
  { state }: Pick<Advice, 'state'>,
  permissions: ReadonlySet<Permission> | 'anyone',
): PeoplesMove[] {
  return permissions === 'anyone' || permissions.has(answering.permission) ? movesFrom(state) : [];
}

const longestLink = 2000;

/** Hosts of this machine, where the chat of the demo is. */
const ownHosts = ['127.0.0.1', 'localhost', '[::1]'];

/** What is wrong with the link of a discussion, or null: over https, or to this machine, and without a password. */
export function linkProblem(link: string): Problem | null {
  if (link.length > longestLink) {
    return invalid('discussion', `The link has ${link.length} characters: ${longestLink} are the most.`);
  }
  const url = URL.canParse(link) ? new URL(link) : null;
  const leads = url?.protocol === 'https:' || (url?.protocol === 'http:' && ownHosts.includes(url.hostname));
  const isPlain = leads && url.username === '' && url.password === '';
  if (isPlain && !/[\s\p{Cc}<>|]/u.test(link)) return null;
  return invalid('discussion', 'Give the link of the thread, as it is copied from the chat: it begins with https://.');
}

const mostNamed = 20;

/**
 * Everybody who decides: whoever does it, then who agreed, each once; or why those who were named cannot have. answerable:
 * the people who answer for the model.
 */
export function decidersOf(
  actorId: string,
  named: readonly string[],
  answerable: ReadonlySet<string>,
): string[] | Problem {
  if (named.length > mostNamed) {
    return invalid('decidedWith', `${named.length} people are named: name the ${mostNamed} who matter at most.`);
  }
  const stranger = named.findIndex(id => id !== actorId && !answerable.has(id));
  if (stranger < 0) return [...new Set([actorId, ...named])];
  const message = `"${named[stranger]}" does not answer for this model: name people by their ids, per_…, who hold a role on it that they accepted.`;
  return invalid(`decidedWith[${stranger}]`, message);
}
