import type { PersonRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append, type NewEvent } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import type { ValueChange } from '@handoff/kit/event/table';
import type { Problem } from '@handoff/kit/problem';
import { endAccess } from './deactivate.ts';
import { personProblem } from './person.ts';
import { emailTaken, freshPerson, storePerson } from './rows.ts';

/** What a person is to be. */
export interface PersonTold {
  /** Null: somebody new. Locked by the caller. */
  before: PersonRow | null;
  name: string;
  email: string;
  active: boolean;
}

/** A person as they are to be kept, or why they cannot be. */
export async function judgedPerson(tx: Tx, told: PersonTold): Promise<PersonRow | Problem> {
  const { before, name, email, active } = told;
  const problem = personProblem(told);
  if (problem) return problem;
  const sql = 'SELECT id FROM access.person WHERE lower(email) = lower($1) AND id IS DISTINCT FROM $2';
  if (await firstRow(tx, sql, [email, before?.id ?? null])) return emailTaken(email);
  return { ...(before ?? freshPerson(told)), name, email, active };
}

/** What else the event of a person notes. */
export interface More {
  changes?: ValueChange[];
  detail?: Record<string, unknown>;
}

/** Writes a judged person with one event; deactivating ends tokens and puts roles back on the way. */
export async function keepPerson(
  tx: Tx,
  actor: Actor,
  of: { before: PersonRow | null; person: PersonRow; more: More },
): Promise<Problem | null> {
  const { before, person, more } = of;
  const clash = await storePerson(tx, person);
  if (clash) return clash;
  const event = await eventOf(tx, before, person);
  await append(tx, actor, {
    ...event,
    changes: [...(event.changes ?? []), ...(more.changes ?? [])],
    detail: { ...event.detail, ...more.detail },
  });
  return null;
}

async function eventOf(tx: Tx, before: PersonRow | null, person: PersonRow): Promise<NewEvent> {
  const subject = { subjectId: person.id, modelId: null };
  const changes = changesBetween(before, person, ['name', 'email', 'active']);
  const { name } = person;
  if (!before) return { ...subject, action: 'person.made', summary: `added ${name}`, changes };
  if (before.active && !person.active) {
    const ended = await endAccess(tx, person.id);
    const summary = `deactivated ${name}: ${counted(ended.putBack.length, 'role')} put back to proposed, ${counted(ended.revokedTokens.length, 'token')} revoked`;
    return { ...subject, action: 'person.deactivated', summary, changes, detail: { ...ended } };
  }
  if (!before.active && person.active) {
    return { ...subject, action: 'person.reactivated', summary: `gave ${name} access again`, changes };
  }
  return { ...subject, action: 'person.changed', summary: `changed ${name}`, changes };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
