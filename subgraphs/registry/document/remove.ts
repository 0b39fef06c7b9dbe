import { type Command, done } from '@handoff/kit/command';
import { rows } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { isProblem, notFound } from '@handoff/kit/problem';
import { checked, words } from '../model/check.ts';
import { lockForPart } from '../model/guard.ts';
import { writingNeeds } from './document.ts';
import { findDocument } from './queries.ts';
import { documents } from './table.ts';

export interface RemoveDocument {
  id: string;
  reason: string;
  idempotencyKey?: string | null;
}

/** Takes a document away; it stays for the history. What is removed already stays so. */
export const removeDocument: Command<RemoveDocument> = {
  name: 'removeDocument',
  async run(tx, actor, { id, reason: given }) {
    const { value: reason, problem } = checked(words(2000), given, 'reason');
    if (problem) return problem;
    const found = await findDocument(tx, id);
    if (!found) return notFound('document', id);
    const model = await lockForPart(tx, actor, {
      ...{ model: found.modelId, permission: writingNeeds(found), doing: 'remove documents about' },
      ...{ part: 'document', reference: id },
    });
    if (isProblem(model)) return model;
    const document = await findDocument(tx, id);
    if (!document || document.removedAt !== null) return done(id);
    await tx.update(documents, { id }, { removedAt: new Date() });
    await rows(tx, 'UPDATE registry.model SET updated_at = now() WHERE id = $1', [model.id]);
    await append(tx, actor, {
      action: 'document.removed',
      subjectId: document.versionId ?? model.id,
      modelId: model.id,
      summary: `removed the document "${document.title}" about ${model.name}: ${reason}`,
      detail: { documentId: id, versionId: document.versionId, reason },
    });
    return done(id);
  },
};
