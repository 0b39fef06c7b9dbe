import { type Command, done } from '@handoff/kit/command';
import { isProblem, notFound } from '@handoff/kit/problem';
import { judgedPerson, keepPerson } from './keep.ts';
import { unlessManages } from './manages.ts';
import { replaceTeams, teamIdsOf } from './membership.ts';
import { teamsProblem } from './person.ts';
import { lockPerson } from './rows.ts';

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
  async run(tx, actor, input) {
    const before = input.id ? await lockPerson(tx, input.id) : null;
    const message = 'Only who manages access may add or change people.';
    const refusal = await unlessManages(tx, actor, { message, subjectId: before?.id ?? null });
    if (refusal) return refusal;
    if (input.id && !before) return notFound('person', input.id);
    const active = input.active ?? before?.active ?? true;
    const told = { before, name: input.name.trim(), email: input.email.trim(), active };
    const person = teamsProblem(input.teams) ?? (await judgedPerson(tx, told));
    if (isProblem(person)) return person;
    const teamIds = input.teams ? await teamIdsOf(tx, input.teams) : null;
    if (isProblem(teamIds)) return teamIds;
    const more = teamIds ? { detail: { teams: teamIds } } : {};
    const clash = await keepPerson(tx, actor, { before, person, more });
    if (clash) return clash;
    if (teamIds) await replaceTeams(tx, person.id, teamIds);
    return done(person.id);
  },
};
