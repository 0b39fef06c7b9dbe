import { people } from '@handoff/kit/access/table';
import { type Command, done } from '@handoff/kit/command';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { changedPreferences, type PreferenceChange, preferencesProblem } from './preferences.ts';

export type SavePreferences = PreferenceChange & { idempotencyKey?: string | null };

/** Changes when the actor wants to be told. Only a person has preferences, and only they change them. */
export const savePreferences: Command<SavePreferences> = {
  name: 'savePreferences',
  async run(tx, actor, input) {
    const person =
      actor.kind === 'person' && actor.id !== null
        ? await tx.findOne(people, { where: { id: actor.id }, lock: { mode: 'for_no_key_update' } })
        : null;
    if (!person) {
      const message = 'Only people have preferences: sign in as a person to set yours.';
      return { kind: 'NotAllowed', rule: 'own-preferences', message, whoCan: [] };
    }
    const after = changedPreferences(person, input);
    const problem = preferencesProblem(after);
    if (problem) return problem;
    await tx.update(people, { id: person.id }, after);
    await append(tx, actor, {
      action: 'person.preferences-changed',
      subjectId: person.id,
      modelId: null,
      summary: 'changed when they want to be told',
      changes: changesBetween(person, after, ['quietFrom', 'quietTo', 'digestAt', 'timeZone']),
    });
    return done(person.id);
  },
};
