import type { PersonRow } from '@handoff/kit/access/table';
import { type Command, done } from '@handoff/kit/command';
import { brokenConstraint, firstRow, type Tx } from '@handoff/kit/database/database';
import { changesBetween } from '@handoff/kit/event/change';
import { conflict, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { judgedPerson, keepPerson } from '../person/keep.ts';
import { unlessManages } from '../person/manages.ts';
import { lockPerson } from '../person/rows.ts';
import { type DirectoryNames, namesProblem } from './directory.ts';
import { type DirectoryPersonRow, directoryPeople } from './table.ts';

/** What a directory says of a person. With an id what is left out stays, and null empties. */
export interface SaveDirectoryPerson extends Partial<DirectoryNames> {
  id?: string | null;
  name?: string | null;
  email?: string | null;
  active?: boolean | null;
  idempotencyKey?: string | null;
}

const message = 'Only who manages access may manage people for a directory.';
const names = ['userName', 'externalId', 'givenName', 'familyName'] as const;

/**
 * Makes or changes a person whom a directory manages. A new one takes over the person with that e-mail whom no directory
 * manages yet, active or not. Says again what is so already: nothing happens. Needs ACCESS_ADMIN everywhere.
 */
export const saveDirectoryPerson: Command<SaveDirectoryPerson> = {
  name: 'saveDirectoryPerson',
  async run(tx, actor, input) {
    const refusal = await unlessManages(tx, actor, { message, subjectId: input.id ?? null });
    if (refusal) return refusal;
    const found = input.id ? await known(tx, input.id) : await adopted(tx, input);
    if (isProblem(found)) return found;
    const { before, entry } = found;
    const after = named(entry, input);
    const told = { before, ...personTold(before, input) };
    const problem = namesProblem(after) ?? (await userNameTaken(tx, after.userName, before?.id ?? null));
    const person = problem ?? (await judgedPerson(tx, told));
    if (isProblem(person)) return person;
    const changes = changesBetween(entry, after, names);
    if (before && changes.length + changesBetween(before, person, ['name', 'email', 'active']).length === 0)
      return done(person.id);
    const clash =
      (await keepPerson(tx, actor, { before, person, more: { changes, detail: { directory: true } } })) ??
      (await storeEntry(tx, { personId: person.id, ...after }));
    return clash ?? done(person.id);
  },
};

export interface RemoveDirectoryPerson {
  id: string;
  idempotencyKey?: string | null;
}

/** Ends the access of a person, whom the directory manages no more. They stay, with all that they did. Needs ACCESS_ADMIN. */
export const removeDirectoryPerson: Command<RemoveDirectoryPerson> = {
  name: 'removeDirectoryPerson',
  async run(tx, actor, { id }) {
    const refusal = await unlessManages(tx, actor, { message, subjectId: id });
    if (refusal) return refusal;
    const found = await known(tx, id);
    if (isProblem(found)) return found;
    const { before, entry } = found;
    const gone = { userName: null, externalId: null, givenName: null, familyName: null };
    const more = { changes: changesBetween(entry, gone, names), detail: { directory: false } };
    const clash = await keepPerson(tx, actor, { before, person: { ...before, active: false }, more });
    if (clash) return clash;
    await tx.delete(directoryPeople, { personId: before.id });
    return done(before.id);
  },
};

interface Found<Person = PersonRow | null> {
  before: Person;
  entry: DirectoryPersonRow | null;
}

async function known(tx: Tx, id: string): Promise<Found<PersonRow> | Problem> {
  const before = await lockPerson(tx, id);
  const entry = before && (await tx.findOne(directoryPeople, { where: { personId: before.id } }));
  return before && entry ? { before, entry } : notFound('person of the directory', id);
}

/** Whom a new entry is about: the person with that e-mail whom no directory manages, or somebody new. */
async function adopted(tx: Tx, { email }: SaveDirectoryPerson): Promise<Found | Problem> {
  const sql = 'SELECT id FROM access.person WHERE lower(email) = lower($1)';
  const there = email ? await firstRow<{ id: string }>(tx, sql, [email.trim().replaceAll('\u0000', '')]) : null;
  const before = there ? await lockPerson(tx, there.id) : null;
  const managed = before && (await tx.findOne(directoryPeople, { where: { personId: before.id } }));
  return managed ? emailManaged : { before, entry: null };
}

const emailManaged = conflict('NAME_TAKEN', 'Somebody of the directory has this e-mail already: change that one.');
const nameManaged = conflict('NAME_TAKEN', 'Somebody of the directory has this userName already: change that one.');

function named(entry: DirectoryPersonRow | null, input: SaveDirectoryPerson): DirectoryNames {
  const told = <K extends 'externalId' | 'givenName' | 'familyName'>(field: K) =>
    input[field] === undefined ? (entry?.[field] ?? null) : (input[field] ?? null);
  return {
    userName: input.userName ?? entry?.userName ?? '',
    externalId: told('externalId'),
    givenName: told('givenName'),
    familyName: told('familyName'),
  };
}

/** Whoever comes anew is active unless it says otherwise; so is somebody whom the directory takes over. */
function personTold(before: PersonRow | null, input: SaveDirectoryPerson) {
  return {
    name: (input.name ?? before?.name ?? '').trim(),
    email: (input.email ?? before?.email ?? '').trim(),
    active: input.active ?? (input.id ? (before?.active ?? true) : true),
  };
}

async function userNameTaken(tx: Tx, userName: string, personId: string | null): Promise<Problem | null> {
  const sql =
    'SELECT 1 FROM access.directory_person WHERE lower(user_name) = lower($1) AND person_id IS DISTINCT FROM $2';
  return (await firstRow(tx, sql, [userName, personId])) ? nameManaged : null;
}

async function storeEntry(tx: Tx, entry: DirectoryPersonRow): Promise<Problem | null> {
  try {
    await tx.save(directoryPeople, entry);
    return null;
  } catch (error) {
    if (brokenConstraint(error) === 'directory_person_user_name') return nameManaged;
    throw error;
  }
}
