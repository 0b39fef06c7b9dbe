import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { conflict } from '@handoff/kit/problem';
import { accountNameProblem } from './token.ts';

export interface CreateServiceAccount {
  name: string;
  idempotencyKey?: string | null;
}

/** Makes a service account; it may do nothing until it is given a role. Needs ACCESS_ADMIN everywhere. */
export const createServiceAccount: Command<CreateServiceAccount> = {
  name: 'createServiceAccount',
  async run(tx, actor, input) {
    if (!mayEverywhere(await readReach(tx, actor), 'ACCESS_ADMIN')) {
      const message = 'Only who manages access may make service accounts.';
      const about = { subjectId: actor.id ?? 'system', modelId: null };
      return {
        kind: 'NotAllowed',
        rule: 'access-admin',
        message,
        whoCan: await whoCan(tx, 'ACCESS_ADMIN', null),
        about,
      };
    }
    const problem = accountNameProblem(input.name);
    if (problem) return problem;
    const id = await insertAccount(tx, actor, input.name);
    return id === null ? conflict('NAME_TAKEN', `There is a service account "${input.name}" already.`) : done(id);
  },
};

/** Adds a service account with its event; returns its id, or null when the name is taken. */
export async function insertAccount(tx: Tx, actor: Actor, name: string): Promise<string | null> {
  const made = await firstRow<{ id: string }>(
    tx,
    'INSERT INTO access.service_account (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id',
    [newId('svc'), name],
  );
  if (!made) return null;
  const summary = `made the service account ${name}`;
  await append(tx, actor, { action: 'service-account.made', subjectId: made.id, modelId: null, summary });
  return made.id;
}
