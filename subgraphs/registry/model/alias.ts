import { type Command, done } from '@handoff/kit/command';
import { firstRow, rows } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { isProblem, notFound } from '@handoff/kit/problem';
import { z } from 'zod';
import { findVersion } from '../version/queries.ts';
import { checked, notAnId } from './check.ts';
import { lockForChange, signedBy } from './guard.ts';

export interface SetAlias {
  /** Id or name. */
  model: string;
  name: string;
  /** Number, alias or id; null takes the alias away. */
  version?: string | null;
  revision?: number | null;
  idempotencyKey?: string | null;
}

/** What an alias may be called. A plain number is none: it would read like a version. */
export const aliasName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/,
    'is no alias: use 1 to 128 letters, digits and . _ / -, such as champion.',
  )
  .refine(name => !/^\d+$/.test(name), 'is a plain number and would read like a version: use a word.')
  .refine(...notAnId);

/** Points an alias at a version, or takes it away; whoever reads sees the old or the new one, never none. */
export const setAlias: Command<SetAlias> = {
  name: 'setAlias',
  async run(tx, actor, input) {
    const { value: name, problem } = checked(aliasName, input.name, 'name');
    if (problem) return problem;
    const { model: reference, revision } = input;
    const intent = { model: reference, revision, permission: 'MODEL_EDIT', doing: 'set aliases of' } as const;
    const model = await lockForChange(tx, actor, intent);
    if (isProblem(model)) return model;
    const given = input.version ?? null;
    const version = given === null ? null : await findVersion(tx, model.id, given);
    if (given !== null && !version) return notFound('version', given);
    const before = await firstRow<{ version: string }>(tx, heldSql, [model.id, name]);
    const changes = changesBetween({ [name]: before?.version }, { [name]: version?.version }, [name]);
    if (changes.length === 0) return done(model.id);
    if (version) await rows(tx, pointSql, [model.id, name, version.id, signedBy(actor)]);
    else await rows(tx, 'DELETE FROM registry.alias WHERE model_id = $1 AND name = $2', [model.id, name]);
    await rows(tx, touchSql, [model.id]);
    await append(tx, actor, {
      action: version ? 'alias.set' : 'alias.removed',
      subjectId: model.id,
      modelId: model.id,
      summary: version
        ? `pointed ${name} of ${model.name} at version ${version.version}`
        : `took alias ${name} of ${model.name} away`,
      changes,
    });
    return done(model.id);
  },
};

const heldSql = `SELECT v.version FROM registry.alias l JOIN registry.version v ON v.id = l.version_id
  WHERE l.model_id = $1 AND l.name = $2`;

const pointSql = `INSERT INTO registry.alias (model_id, name, version_id, set_by_id, set_at) VALUES ($1, $2, $3, $4, now())
  ON CONFLICT (model_id, name) DO UPDATE SET version_id = $3, set_by_id = $4, set_at = now()`;

const touchSql = 'UPDATE registry.model SET revision = revision + 1, updated_at = now() WHERE id = $1';
