import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import { sources } from '../import/table.ts';
import { checked, maybe, notAnId, tagList, words } from '../model/check.ts';
import { lockForChange, signedBy, unlessBroken } from '../model/guard.ts';
import { type ModelRow, realmOf } from '../model/model.ts';
import { contentDigest, contentSchema, type VersionContent } from './content.ts';
import { versionRows } from './new-version.ts';
import { findVersion } from './queries.ts';
import { sourceSchema } from './source-told.ts';
import { nextNumber, type VersionRow } from './version.ts';

/** What a version may be called. */
export const versionName = words(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+/-]*$/, 'is no version: use letters, digits and . _ + / -, such as 7 or 2026-11-21.')
  .refine(...notAnId);

const schema = z.object({
  version: versionName.nullish().transform(version => version ?? null),
  content: contentSchema,
  parentVersion: maybe(128),
  trainedBy: maybe(128),
  tags: tagList,
  source: sourceSchema.nullish().transform(source => source ?? null),
});
type Told = z.output<typeof schema>;

export interface RegisterVersion extends Omit<z.input<typeof schema>, 'content'> {
  /** Id or name. */
  model: string;
  content: z.input<typeof contentSchema>;
  idempotencyKey?: string | null;
}

/** Registers a version of a model. What it is made of never changes afterwards. */
export const registerVersion: Command<RegisterVersion> = {
  name: 'registerVersion',
  async run(tx, actor, input) {
    const { value: told, problem } = checked(schema, input);
    if (problem) return problem;
    const intent = { model: input.model, permission: 'VERSION_REGISTER', doing: 'register versions of' } as const;
    const model = await lockForChange(tx, actor, intent);
    if (isProblem(model)) return model;
    const links = await linksOf(tx, model, told);
    if (isProblem(links)) return links;
    const version = told.version ?? nextNumber(await versionsOf(tx, model.id));
    const row = { ...newRow(actor, model, told), ...links, version, ordinal: await nextOrdinal(tx, model.id) };
    const all = await versionRows(tx, [{ version: row, content: told.content, realm: realmOf(model) }]);
    const parts = all.flatMap(made => made.rows);
    const broken = await unlessBroken(insertAll(tx, [...parts, sourceRows(row, told)]), foreseen(model, version, told));
    if (broken) return broken;
    await rows(tx, 'UPDATE registry.model SET updated_at = now() WHERE id = $1', [model.id]);
    await append(tx, actor, versionEvent('version.registered', model, row));
    return done(row.id);
  },
};

/** The event of a version that is new to a model. */
export function versionEvent(
  action: string,
  model: Pick<ModelRow, 'id' | 'name'>,
  row: Pick<VersionRow, 'id' | 'version' | 'digest'>,
) {
  return {
    action,
    subjectId: row.id,
    modelId: model.id,
    summary: `${action === 'version.imported' ? 'imported' : 'registered'} version ${row.version} of ${model.name}`,
    detail: { version: row.version, digest: row.digest },
  };
}

function newRow(actor: Actor, model: ModelRow, { content, tags }: { content: VersionContent; tags: string[] }) {
  return {
    id: newId('ver'),
    modelId: model.id,
    state: 'READY' as const,
    digest: contentDigest(content),
    tags,
    createdById: signedBy(actor),
    createdAt: new Date(),
  };
}

async function linksOf(
  tx: Tx,
  model: ModelRow,
  { parentVersion, trainedBy }: Told,
): Promise<Pick<VersionRow, 'parentId' | 'trainedById'> | Problem> {
  const parent = parentVersion === null ? null : await findVersion(tx, model.id, parentVersion);
  if (parentVersion !== null && !parent) return notFound('version', parentVersion);
  const trainer = 'SELECT id FROM access.person WHERE id = $1';
  if (trainedBy !== null && !(await firstRow(tx, trainer, [trainedBy])))
    return invalid('trainedBy', `There is no person "${trainedBy}": give the id of one.`);
  return { parentId: parent?.id ?? null, trainedById: trainedBy };
}

async function versionsOf(tx: Tx, modelId: string): Promise<string[]> {
  const found = await rows<{ version: string }>(tx, 'SELECT version FROM registry.version WHERE model_id = $1', [
    modelId,
  ]);
  return found.map(({ version }) => version);
}

/** The next place in the order of a model's versions; the caller has locked the model. */
async function nextOrdinal(tx: Tx, modelId: string): Promise<number> {
  const sql = 'SELECT coalesce(max(ordinal), 0) + 1 AS ordinal FROM registry.version WHERE model_id = $1';
  return (await firstRow<{ ordinal: number }>(tx, sql, [modelId]))?.ordinal ?? 1;
}

function sourceRows({ id, modelId }: Pick<VersionRow, 'id' | 'modelId'>, { source }: Pick<Told, 'source'>) {
  const row = source && { ...source, kind: 'VERSION', modelId, versionId: id, importedAt: new Date() };
  return { table: sources, rows: row ? [row] : [] };
}

function foreseen(model: ModelRow, version: string, { source }: Told): Record<string, Problem> {
  const registered = `${source?.system} ${source?.externalId} is registered as a version already: give a source that is this version's own.`;
  return {
    version_number: conflict(
      'NAME_TAKEN',
      `${model.name} has a version ${version} already: leave "version" out for the next number.`,
    ),
    source_record: conflict('NAME_TAKEN', registered),
  };
}
