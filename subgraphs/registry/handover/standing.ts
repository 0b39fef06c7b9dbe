import type { Permission } from '@handoff/kit/access/permission';
import { readReach, viewerReach, visibleModel, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import type { Tx } from '@handoff/kit/database/database';
import { type Batch, load } from '@handoff/kit/loader';
import { notFound, type Problem } from '@handoff/kit/problem';
import { teamIdsOf } from '../assignment/queries.ts';
import { nameOf } from '../assignment/rows.ts';
import type { ModelRow } from '../model/model.ts';
import { lockModel } from '../model/queries.ts';
import { findVersion, versionById } from '../version/queries.ts';
import type { VersionRow } from '../version/version.ts';
import type { HandoverRow } from './handover.ts';
import { type Refused, type Standing, standingOf } from './policy.ts';
import { contentOf, findSections } from './queries.ts';
import type { Content, SectionRow } from './section.ts';
import { handovers } from './table.ts';

const none: ReadonlySet<Permission> = new Set();

const ownTeams: Batch<string, string[]> = async (ids, context) => {
  const found = await Promise.all(ids.map(async id => [id, await teamIdsOf(context.db, id)] as const));
  return new Map(found);
};

/** How the viewer stands to a handover: what it needs is read once per request, whatever the number of handovers. */
export async function viewerStanding(context: Context, handover: HandoverRow): Promise<Standing> {
  const model = await visibleModel(context, handover.modelId);
  const version = await load(context, versionById, handover.versionId);
  const actorId = context.actor.id;
  return standingOf({
    actorId,
    teamIds: actorId === null ? [] : ((await load(context, ownTeams, actorId)) ?? []),
    permissions: model ? permissionsOn(await viewerReach(context), model) : none,
    handover,
    trainedById: version?.trainedById ?? null,
  });
}

/** A handover with all that a change to it is judged by, as it stands inside the transaction. */
export interface Case {
  handover: HandoverRow;
  model: ModelRow;
  version: VersionRow;
  standing: Standing;
  sections: SectionRow[];
  content: Content;
}

/** The case, its model and row locked until the commit, when the actor may see it; else why not. */
export async function lockedCase(tx: Tx, actor: Actor, id: string): Promise<Case | Refusal> {
  const found = await tx.findOne(handovers, { where: { id } });
  const reach = await readReach(tx, actor);
  const model = found ? await lockModel(tx, reach, found.modelId) : null;
  if (!found || !model) return notFound('handover', id);
  // Whoever changes a version's documents or assumptions takes the model's lock too: what is read here stays so.
  const handover = await tx.findOneOrFail(handovers, { where: { id } });
  const version = await findVersion(tx, model.id, handover.versionId);
  const content = version ? (await contentOf(tx, [version])).get(version.id) : undefined;
  if (!version || !content) return notFound('handover', id);
  // Who was deactivated a moment ago takes nothing over any more.
  const active = actor.id !== null && (await nameOf(tx, actor.id)) !== null;
  const standing = standingOf({
    actorId: active ? actor.id : null,
    teamIds: active ? await teamIdsOf(tx, actor.id) : [],
    permissions: permissionsOn(reach, model),
    handover,
    trainedById: version.trainedById,
  });
  return { handover, model, version, standing, sections: await findSections(tx, [id]), content };
}

/** A refusal that names whom to turn to, and the handover as what it is about. */
export async function refusal(tx: Tx, { handover }: Case, { rule, message, ask }: Refused): Promise<Refusal> {
  const people = ask === 'recipient' ? [handover.toId] : await whoCan(tx, ask, handover.modelId);
  return { kind: 'NotAllowed', rule, message, whoCan: people, about: aboutOf(handover) };
}

/**
 * Why a change came to nothing, with the handover as what it is about, so that the answer shows it as it stands. The
 * second of two who answer is told who was first.
 */
export async function stopped(tx: Tx, { handover }: Case, problem: Problem): Promise<Refusal> {
  const first = problem.kind === 'WrongState' && handover.answeredById ? await nameOf(tx, handover.answeredById) : null;
  const message = first === null ? problem.message : `${problem.message} It was ${first} who answered.`;
  return { ...problem, message, about: aboutOf(handover) };
}

function aboutOf({ id, modelId }: HandoverRow): { subjectId: string; modelId: string } {
  return { subjectId: id, modelId };
}
