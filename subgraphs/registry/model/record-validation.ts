import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import { findDocument } from '../document/queries.ts';
import { findVersion } from '../version/queries.ts';
import type { VersionRow } from '../version/version.ts';
import { checked, orNull, words } from './check.ts';
import { lockForChange } from './guard.ts';
import type { ModelRow } from './model.ts';
import { models } from './table.ts';

const schema = z.object({
  validatedAt: z.date(),
  dueAt: orNull(z.date()).optional(),
  summary: words(20_000),
});
type Told = z.output<typeof schema>;

export interface RecordValidation extends z.input<typeof schema> {
  /** Id or name. */
  model: string;
  /** Number, alias or id; left out: the model as a whole. */
  version?: string | null;
  /** The report of it. */
  documentId?: string | null;
  idempotencyKey?: string | null;
}

/** Records that a model was validated by somebody independent: needs CHECK_WAIVE, and not to have made what was validated. */
export const recordValidation: Command<RecordValidation> = {
  name: 'recordValidation',
  async run(tx, actor, input) {
    const { value: told, problem } = checked(schema, input);
    if (problem) return problem;
    const intent = { model: input.model, permission: 'CHECK_WAIVE', doing: 'record validations of' } as const;
    const model = await lockForChange(tx, actor, intent);
    if (isProblem(model)) return model;
    const version = input.version ? await findVersion(tx, model.id, input.version) : null;
    if (input.version && !version) return notFound('version', input.version);
    const { documentId = null } = input;
    const refused =
      timeProblem(told, new Date()) ??
      (await documentProblem(tx, model, documentId)) ??
      (await dependence(tx, actor, { model, version }));
    if (refused) return refused;
    const after = validated(model, told);
    const { lastValidatedAt, validationDueAt } = after;
    const next = { lastValidatedAt, validationDueAt, revision: model.revision + 1, updatedAt: new Date() };
    await tx.update(models, { id: model.id }, next);
    await append(tx, actor, {
      action: 'model.validated',
      subjectId: version?.id ?? model.id,
      modelId: model.id,
      summary: `recorded that ${version ? `version ${version.version} of ` : ''}${model.name} was validated`,
      changes: changesBetween(model, after, ['lastValidatedAt', 'validationDueAt']),
      detail: { versionId: version?.id ?? null, validatedAt: told.validatedAt, summary: told.summary, documentId },
    });
    return done(model.id);
  },
};

/** What was validated last stays the last, also when an older validation is recorded after it. */
function validated(model: ModelRow, { validatedAt, dueAt }: Told): ModelRow {
  const { lastValidatedAt } = model;
  const last = lastValidatedAt !== null && lastValidatedAt > validatedAt ? lastValidatedAt : validatedAt;
  return { ...model, lastValidatedAt: last, validationDueAt: dueAt === undefined ? model.validationDueAt : dueAt };
}

function timeProblem({ validatedAt, dueAt }: Told, now: Date): Problem | null {
  if (validatedAt > now)
    return invalid('validatedAt', 'This validation has not taken place yet: record it afterwards.');
  if (!dueAt || dueAt > validatedAt) return null;
  return invalid('dueAt', 'The next validation is due before this one took place: give a later time.');
}

async function documentProblem(tx: Tx, model: ModelRow, id: string | null): Promise<Problem | null> {
  const document = id === null ? null : await findDocument(tx, id);
  if (id === null || (document?.modelId === model.id && document.removedAt === null)) return null;
  return invalid('documentId', `${model.name} has no document "${id}": write it first.`);
}

const madeSql = `SELECT 1 FROM registry.version v WHERE v.model_id = $1 AND (v.id = $2 OR ($2::text IS NULL AND v.state = 'READY'))
  AND (v.trained_by_id = $3 OR v.created_by_id = $3) LIMIT 1`;

/** Who trained or registered what was validated is not independent of it. */
async function dependence(
  tx: Tx,
  actor: Actor,
  { model, version }: { model: ModelRow; version: VersionRow | null },
): Promise<Refusal | null> {
  if (!(await firstRow(tx, madeSql, [model.id, version?.id ?? null, actor.id]))) return null;
  return {
    kind: 'NotAllowed',
    rule: 'independent-validation',
    message: `You trained or registered ${version ? 'this version' : 'a version of it'}: somebody else must validate it.`,
    whoCan: [],
    about: { subjectId: model.id, modelId: model.id },
  };
}
