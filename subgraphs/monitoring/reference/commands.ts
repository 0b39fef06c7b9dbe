import type { Command } from '@handoff/kit/command';
import { done } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { isProblem, type Problem } from '@handoff/kit/problem';
import type { Subject } from '../metric/subject.ts';
import { refuse } from '../permission.ts';
import { summaryBytes } from '../summary/bytes.ts';
import type { Profile } from './reference.ts';
import { references } from './table.ts';

/** A profile of a version; or why what was sent is none. */
export interface Saving {
  subject: Subject;
  profile: Profile | Problem;
}

/**
 * Saves the training profile of a version; the one before stays, and the newest counts. It belongs to what the version
 * is, and is sent by who registers it: needs VERSION_REGISTER on the model.
 */
export function saveReference({ subject, profile }: Saving): Command<object> {
  return {
    name: 'saveReference',
    async run(tx, actor) {
      const { modelId, versionId } = subject;
      const refusal = await refuse(tx, actor, {
        model: modelId,
        thing: { what: 'version', id: versionId },
        permission: 'VERSION_REGISTER',
        rule: 'version-register',
        message: 'Only who registers versions of this model may say what one was trained on: ask them.',
      });
      if (refusal) return refusal;
      if (isProblem(profile)) return profile;
      const id = newId('ref');
      const { n, columns } = profile;
      await tx.insert(references, { id, versionId, modelId, n, savedById: actor.id, savedAt: new Date() });
      await keepColumns(tx, id, columns);
      await append(tx, actor, {
        action: 'reference.saved',
        subjectId: versionId,
        modelId,
        summary: `saved the training profile of ${n} rows and ${columns.length} columns`,
        detail: { referenceId: id, rows: n, columns: columns.length },
      });
      return done(id);
    },
  };
}

function keepColumns(tx: Tx, id: string, columns: Profile['columns']): Promise<unknown> {
  const sql = `INSERT INTO monitoring.reference_column (reference_id, role, name, position, bytes)
    SELECT $1, c.role, c.name, c.position, c.bytes
    FROM unnest($2::text[], $3::text[], $4::bytea[]) WITH ORDINALITY AS c(role, name, bytes, position)`;
  const of = [columns.map(({ role }) => role), columns.map(({ name }) => name)];
  return rows(tx, sql, [id, ...of, columns.map(({ summary }) => summaryBytes(summary))]);
}
