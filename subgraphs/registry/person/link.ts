import { type PersonRow, people } from '@handoff/kit/access/table';
import { type Command, done } from '@handoff/kit/command';
import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import type { Problem } from '@handoff/kit/problem';
import { unlessDelivers } from './manages.ts';
import { emailProblem, slackUserProblem } from './person.ts';

export interface LinkSlackUser {
  /** As Slack verified it. */
  email: string;
  slackUserId: string;
  idempotencyKey?: string | null;
}

// One answer for everybody who is not to be linked: it must not say whether an address is known here.
const nobody: Problem = {
  kind: 'NotFound',
  message:
    'Nobody who may sign in here goes with this Slack account. Whoever manages access to Handoff can add you, ' +
    'with the e-mail address that your Slack profile shows.',
};

/**
 * Says who a Slack user is, by the e-mail that Slack verified. Needs DELIVER. The verified e-mail wins: when the
 * Slack user was linked to somebody else, that link is taken away. A link that stands already changes nothing.
 */
export const linkSlackUser: Command<LinkSlackUser> = {
  name: 'linkSlackUser',
  async run(tx, actor, input) {
    const message = 'Only a program that speaks for Slack may say who a Slack user is.';
    const refusal = await unlessDelivers(tx, actor, { message, subjectId: input.slackUserId.slice(0, 64) });
    if (refusal) return refusal;
    const problem = emailProblem(input.email) ?? slackUserProblem(input.slackUserId);
    if (problem) return problem;
    const { person, holder } = await lockBoth(tx, input);
    if (!person?.active) return nobody;
    if (person.slackUserId === input.slackUserId) return done(person.id);
    if (holder) await tx.update(people, { id: holder.id }, { slackUserId: null });
    await tx.update(people, { id: person.id }, { slackUserId: input.slackUserId });
    const taken = holder ? `, and took it away from ${holder.name}` : '';
    await append(tx, actor, {
      action: 'person.slack-linked',
      subjectId: person.id,
      modelId: null,
      summary: `linked ${person.name} to the Slack user ${input.slackUserId}${taken}`,
      changes: changesBetween(person, { slackUserId: input.slackUserId }, ['slackUserId']),
      detail: { slackUserId: input.slackUserId, takenFrom: holder?.id ?? null },
    });
    return done(person.id);
  },
};

interface Found {
  /** Whose e-mail it is. */
  person: PersonRow | undefined;
  /** Somebody else who was linked to this Slack user. */
  holder: PersonRow | undefined;
}

/** Locks whose e-mail it is and who has the Slack user now, one link of a Slack user at a time. */
async function lockBoth(tx: Tx, input: LinkSlackUser): Promise<Found> {
  await rows(tx, "SELECT pg_advisory_xact_lock(hashtextextended('slack-user ' || $1, 0))", [input.slackUserId]);
  const found = await rows<PersonRow & { theirs: boolean }>(
    tx,
    `SELECT ${columns(people, 'p')}, lower(p.email) = lower($1) AS theirs FROM access.person p
     WHERE lower(p.email) = lower($1) OR p.slack_user_id = $2 ORDER BY p.id FOR NO KEY UPDATE`,
    [input.email, input.slackUserId],
  );
  return { person: found.find(row => row.theirs), holder: found.find(row => !row.theirs) };
}
