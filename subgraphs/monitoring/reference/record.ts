import { type Answer, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { isProblem } from '@handoff/kit/problem';
import { factsOf, knownSubject } from '../observation/facts.ts';
import { refused } from '../observation/record.ts';
import { saveReference } from './commands.ts';
import { profileOf, type ReferenceSent } from './reference.ts';

export interface SaveReference extends ReferenceSent {
  versionId: string;
  idempotencyKey?: string | null;
}

/** Saves what a version was trained on: finds out which columns it lists, and sums up what was sent. */
export async function recordReference(context: Context, input: SaveReference): Promise<Answer> {
  const subject = await knownSubject(context, { versionId: input.versionId });
  if (isProblem(subject)) return refused(subject);
  const profile = profileOf(input, await factsOf(context, subject));
  return execute(context, saveReference({ subject, profile }), { ...input });
}
