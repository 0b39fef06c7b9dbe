import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { canonical, sha256 } from '@handoff/kit/canonical';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, load } from '@handoff/kit/loader';
import { documentPrints } from '../document/prints.ts';
import { assumptionPrints } from '../version/prints.ts';
import { versionById } from '../version/queries.ts';
import type { HandoverRow, HandoverState } from './handover.ts';
import type { CommentRow, Content, SectionRow } from './section.ts';
import { handoverComments, handoverSections, handovers } from './table.ts';

const selected = columns(handovers, 'h');
const from = 'registry.handover h JOIN access.model m ON m.id = h.model_id';

/** Handovers that the viewer may see. */
export const handoverById: Batch<string, HandoverRow> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM ${from} WHERE h.id = ANY($1::text[]) AND ${visible.sql}`;
  return keyed(await rows<HandoverRow>(context.db, sql, [ids.map(storable), ...visible.parameters]), row => row.id);
};

/** The handovers of versions, the newest first. The caller has judged the versions. */
export const handoversOfVersion: Batch<string, HandoverRow[]> = async (versionIds, context) => {
  const sql = `SELECT ${selected} FROM registry.handover h WHERE h.version_id = ANY($1::text[]) ORDER BY h.id DESC`;
  return grouped(await rows<HandoverRow>(context.db, sql, [versionIds]), row => row.versionId);
};

/** What was offered to people or to a team of theirs, in these states or in any, the newest first; what the viewer may see. */
export const handoversOfPerson: BatchWith<HandoverState[] | null, HandoverRow[]> = async (ids, states, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 3);
  const sql = `SELECT p.id AS "ofPerson", ${selected} FROM unnest($1::text[]) p(id)
    JOIN registry.handover h ON h.to_id = ANY(ARRAY(
      SELECT p.id UNION ALL SELECT t.team_id FROM access.team_member t WHERE t.person_id = p.id))
    JOIN access.model m ON m.id = h.model_id
    WHERE ($2::text[] IS NULL OR h.state = ANY($2)) AND ${visible.sql} ORDER BY h.id DESC`;
  const found = await rows<HandoverRow & { ofPerson: string }>(context.db, sql, [ids, states, ...visible.parameters]);
  return grouped(found, row => row.ofPerson);
};

/** What each person offered, newest first, in some states or in any, within what the viewer may see. */
export const offersOfPerson: BatchWith<HandoverState[] | null, HandoverRow[]> = async (ids, states, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 3);
  const sql = `SELECT ${selected} FROM registry.handover h JOIN access.model m ON m.id = h.model_id
    WHERE h.from_id = ANY($1::text[]) AND ($2::text[] IS NULL OR h.state = ANY($2)) AND ${visible.sql}
    ORDER BY h.id DESC`;
  return grouped(await rows<HandoverRow>(context.db, sql, [ids, states, ...visible.parameters]), row => row.fromId);
};

/** What was found of the sections of handovers; in a command with its transaction. */
export function findSections(reader: Reader, handoverIds: readonly string[]): Promise<SectionRow[]> {
  const sql = `SELECT ${columns(handoverSections, 's')} FROM registry.handover_section s
    WHERE s.handover_id = ANY($1::text[])`;
  return rows(reader, sql, [handoverIds]);
}

export const sectionsOfHandover: Batch<string, SectionRow[]> = async (ids, context) =>
  grouped(await findSections(context.db, ids), row => row.handoverId);

/** What was said in handovers, in order. */
export const commentsOfHandover: Batch<string, CommentRow[]> = async (ids, context) => {
  const sql = `SELECT ${columns(handoverComments, 'c')} FROM registry.handover_comment c
    WHERE c.handover_id = ANY($1::text[]) ORDER BY c.handover_id, c.position`;
  return grouped(await rows<CommentRow>(context.db, sql, [ids]), row => row.handoverId);
};

/** The content of versions as it is now, by version; in a command with its transaction. Two statements for any number. */
export async function contentOf(
  reader: Reader,
  versions: readonly { id: string; digest: string }[],
): Promise<Map<string, Content>> {
  const ids = versions.map(({ id }) => id);
  const documents = grouped(await documentPrints(reader, ids), ({ versionId }) => versionId);
  const assumptions = grouped(await assumptionPrints(reader, ids), ({ versionId }) => versionId);
  const printed = (of: Map<string, object[]>, id: string) => sha256(canonical(of.get(id) ?? []));
  return new Map(
    versions.map(({ id, digest }) => [
      id,
      { version: digest, documents: printed(documents, id), assumptions: printed(assumptions, id) },
    ]),
  );
}

/** The content of versions that the viewer may see. */
export const contentOfVersion: Batch<string, Content> = async (ids, context) => {
  const found = await Promise.all(ids.map(id => load(context, versionById, id)));
  return contentOf(
    context.db,
    found.filter(version => version !== null),
  );
};

const nothing: Content = { version: '', documents: '', assumptions: '' };

/** The content that a handover is about, as it is now. */
export async function contentFor(context: Context, { versionId }: HandoverRow): Promise<Content> {
  return (await load(context, contentOfVersion, versionId)) ?? nothing;
}
