import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { PersonRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append, type NewEvent } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { endAccess } from './deactivate.ts';
import { replaceTeams, teamIdsOf } from './membership.ts';
import { personProblem } from './person.ts';
import { emailTaken, freshPerson, lockPerson, storePerson } from './rows.ts';

export interface SavePerson {
  id?: string | null;
  email: string;
  name: string;
  /** False ends their access; null: stays as it is. */
  active?: boolean | null;
  /** Names or ids; left out: stays as it is. */
  teams?: string[] | null;
  idempotencyKey?: string | null;
}

/** Makes a person, changes one, ends their access or gives it back. Needs ACCESS_ADMIN everywhere. */
export const savePerson: Command<SavePerson> = {
  name: 'savePerson',
  async run(tx, actor, given) {
    const input = { ...given, email: given.email.trim(), name: given.name.trim() };
    const before = input.id ? await lockPerson(tx, input.id) : null;
    const refusal = await refusalOf(tx, actor, before);
    if (refusal) return refusal;
    if (input.id && !before) return notFound('person', input.id);
    const problem = personProblem(input) ?? (await taken(tx, input));
    if (problem) return problem;
    const teamIds = input.teams ? await teamIdsOf(tx, input.teams) : null;
    if (isProblem(teamIds)) return teamIds;
    const person = savedPerson(before, input);
    const clash = await storePerson(tx, person);
    if (clash) return clash;
    if (teamIds) await replaceTeams(tx, person.id, teamIds);
    const event = await eventOf(tx, before, person);
    await append(tx, actor, { ...event, detail: { ...event.detail, ...(teamIds ? { teams: teamIds } : {}) } });
    return done(person.id);
  },
};

async function refusalOf(tx: Tx, actor: Actor, before: PersonRow | null): Promise<Refusal | null> {
  if (mayEverywhere(await readReach(tx, actor), 'ACCESS_ADMIN')) return null;
  const message = 'Only who manages access may add or change people.';
  const about = before ? { about: { subjectId: before.id, modelId: null } } : {};
  return {
    kind: 'NotAllowed',
    rule: 'access-admin',
    message,
    whoCan: await whoCan(tx, 'ACCESS_ADMIN', null),
    ...about,
  };
}

function savedPerson(before: PersonRow | null, input: SavePerson): PersonRow {
  const { name, email } = input;
  const active = input.active ?? before?.active ?? true;
  return { ...(before ?? freshPerson(input)), name, email, active };
}

async function taken(tx: Tx, input: SavePerson): Promise<Problem | null> {
  const sql = 'SELECT id FROM access.person WHERE lower(email) = lower($1) AND id IS DISTINCT FROM $2';
  return (await firstRow(tx, sql, [input.email, input.id ?? null])) ? emailTaken(input.email) : null;
}

/** What happened, in one event; deactivating ends tokens and puts roles back on the way. */
async function eventOf(tx: Tx, before: PersonRow | null, person: PersonRow): Promise<NewEvent> {
  const subject = { subjectId: person.id, modelId: null };
  const changes = changesBetween(before, person, ['name', 'email', 'active']);
  const { name } = person;
  if (!before) return { ...subject, action: 'person.made', summary: `added ${name}`, changes };
  if (before.active && !person.active) {
    const ended = await endAccess(tx, person.id);
    const summary = `deactivated ${name}: ${counted(ended.putBack.length, 'role')} put back to proposed, ${counted(ended.revokedTokens.length, 'token')} revoked`;
    return {
      ...subject,
      action: 'person.deactivated',
      summary,
      changes,
      detail: { ...ended },
    };
  }
  if (!before.active && person.active) {
    return { ...subject, action: 'person.reactivated', summary: `gave ${name} access again`, changes };
  }
  return { ...subject, action: 'person.changed', summary: `changed ${name}`, changes };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
