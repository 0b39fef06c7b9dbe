import { type PersonRow, people } from '@handoff/kit/access/table';
import { brokenConstraint, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { newId } from '@handoff/kit/id';
import { conflict, type Problem } from '@handoff/kit/problem';

/** A person, locked until the commit, or null. */
export function lockPerson(tx: Tx, id: string): Promise<PersonRow | null> {
  return tx.findOne(people, { where: { id: storable(id) }, lock: { mode: 'for_no_key_update' } });
}

/** Keeps a person as they are until the commit, so that they are not deactivated meanwhile; before anything else is locked. */
export async function holdPerson(tx: Tx, id: string | null): Promise<void> {
  await rows(tx, 'SELECT 1 AS one FROM access.person WHERE id = $1 FOR SHARE', [id === null ? null : storable(id)]);
}

/** A person as they begin. */
export function freshPerson({ name, email }: { name: string; email: string }): PersonRow {
  const quiet = { quietFrom: null, quietTo: null, digestAt: null, timeZone: 'UTC' };
  return { id: newId('per'), name, email, slackUserId: null, active: true, ...quiet, createdAt: new Date() };
}

/** Somebody else has this e-mail. */
export function emailTaken(email: string): Problem {
  return conflict(
    'NAME_TAKEN',
    `Somebody has the e-mail ${email} already: change that person, or give another e-mail.`,
  );
}

/** Writes the row; two who take one e-mail at once meet at the unique index, and the second is told. */
export async function storePerson(tx: Tx, person: PersonRow): Promise<Problem | null> {
  try {
    await tx.save(people, person);
    return null;
  } catch (error) {
    if (brokenConstraint(error) === 'person_email') return emailTaken(person.email);
    throw error;
  }
}
