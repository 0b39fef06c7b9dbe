import type { Actor } from '@handoff/kit/actor';
import { type Command, type Done, done, type Refusal } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import { checked, maybe, words } from '../model/check.ts';
import { lockForChange, signedBy } from '../model/guard.ts';
import type { ModelRow } from '../model/model.ts';
import { findVersion } from '../version/queries.ts';
import type { VersionRow } from '../version/version.ts';
import { type DocumentRow, documentFields, documentTold, mostDocuments, writingNeeds } from './document.ts';
import { countDocuments, findDocument } from './queries.ts';
import { documents } from './table.ts';

const schema = z.object({
  title: words(200),
  kind: words(64),
  uri: maybe(2000).optional(),
  body: maybe(1_000_000).optional(),
});
type Told = z.output<typeof schema>;

export interface WriteDocument extends z.input<typeof schema> {
  /** Given: rewrites that one. */
  id?: string | null;
  /** Id or name. */
  model: string;
  /** Number, alias or id; left out: about the model itself. */
  version?: string | null;
  idempotencyKey?: string | null;
}

/** Writes a document about a model or a version, or rewrites one: what is left out stays, null empties it. */
export const writeDocument: Command<WriteDocument> = {
  name: 'writeDocument',
  async run(tx, actor, input) {
    const { value: told, problem } = checked(schema, input);
    if (problem) return problem;
    const standing = input.id ? await findDocument(tx, input.id) : null;
    const permission = writingNeeds({ versionId: standing?.versionId ?? input.version ?? null });
    const model = await lockForChange(tx, actor, { model: input.model, permission, doing: 'write documents about' });
    if (isProblem(model)) return model;
    const version = input.version ? await findVersion(tx, model.id, input.version) : null;
    if (input.version && !version) return notFound('version', input.version);
    const place: Place = { model, version };
    return input.id ? rewrite(tx, actor, { ...place, told, id: input.id }) : writeNew(tx, actor, { ...place, told });
  },
};

interface Place {
  model: ModelRow;
  version: VersionRow | null;
}

async function writeNew(
  tx: Tx,
  actor: Actor,
  { model, version, told }: Place & { told: Told },
): Promise<Done | Refusal> {
  const of = { modelId: model.id, versionId: version?.id ?? null };
  if ((await countDocuments(tx, of)) >= mostDocuments)
    return invalid('model', `There are ${mostDocuments} documents already: remove one that nobody needs any more.`);
  const { title, kind, uri = null, body = null } = told;
  const signed = { updatedAt: new Date(), updatedById: signedBy(actor), removedAt: null };
  const row: DocumentRow = { ...of, id: newId('doc'), title, kind, uri, body, ...signed };
  return keep(tx, actor, { model, before: null, after: row });
}

async function rewrite(
  tx: Tx,
  actor: Actor,
  { model, version, told, id }: Place & { told: Told; id: string },
): Promise<Done | Refusal> {
  // Read again: the model is locked now, and nobody else can change its documents.
  const before = await findDocument(tx, id);
  if (!before || before.modelId !== model.id) return notFound('document', id);
  const refused = version && version.id !== before.versionId ? elsewhere(version) : goneProblem(before);
  if (refused) return refused;
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const after = { ...before, ...given, updatedAt: new Date(), updatedById: signedBy(actor) };
  return keep(tx, actor, { model, before, after });
}

function elsewhere({ version }: VersionRow): Problem {
  return invalid('version', `This document is not about version ${version}: leave "version" out to rewrite it.`);
}

function goneProblem({ title, removedAt }: DocumentRow): Problem | null {
  if (removedAt === null) return null;
  const message = `"${title}" was removed and stays for the history alone: write a new document, without "id".`;
  return { kind: 'WrongState', message, state: 'REMOVED', allowed: [] };
}

async function keep(
  tx: Tx,
  actor: Actor,
  { model, before, after }: { model: ModelRow; before: DocumentRow | null; after: DocumentRow },
): Promise<Done> {
  const changes = changesBetween(before && documentTold(before), documentTold(after), documentFields);
  if (changes.length === 0) return done(after.id);
  await tx.save(documents, after);
  await rows(tx, 'UPDATE registry.model SET updated_at = now() WHERE id = $1', [model.id]);
  await append(tx, actor, {
    action: before ? 'document.changed' : 'document.written',
    subjectId: after.versionId ?? model.id,
    modelId: model.id,
    summary: `${before ? 'changed' : 'wrote'} the document "${after.title}" about ${model.name}`,
    changes,
    detail: { documentId: after.id, versionId: after.versionId },
  });
  return done(after.id);
}
