import { whoCan } from '@handoff/kit/access/queries';
import { type RoleHolder, roleHolders } from '@handoff/kit/access/roles';
import { type TeamRow, teams } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, grouped, keyed, load } from '@handoff/kit/loader';
import type { NotificationRow } from '@handoff/kit/notification/table';
import { assignmentById } from '../assignment/queries.ts';
import { handoverById, sectionsOfHandover } from '../handover/queries.ts';
import { handoverRecipients } from '../handover/recipients.ts';
import { modelById } from '../model/queries.ts';
import { assignedGapById } from '../report/assigned-gap.ts';
import { alertDetail, alertRecipients } from './alert-recipients.ts';
import { decidingRoles, decisionDetail, decisionRecipients } from './decision-recipients.ts';
import type { News } from './news.ts';
import { promotionDetail, promotionRecipients } from './promotion-recipients.ts';
import {
  assignmentRecipients,
  fallback,
  once,
  person,
  type Reachable,
  type ReachableTeam,
  type Recipient,
  teamTold,
} from './recipients.ts';
import { subscribedTo } from './subscribed.ts';
import { inTheirTime, onlyWhoActs } from './timing.ts';

const reachableTeam: Batch<string, ReachableTeam> = async (ids, context) => {
  const sql = `SELECT ${columns(teams, 't')}, coalesce(array_agg(m.person_id ORDER BY m.person_id) FILTER (WHERE p.active), '{}') AS "memberIds"
    FROM access.team t LEFT JOIN access.team_member m ON m.team_id = t.id LEFT JOIN access.person p ON p.id = m.person_id
    WHERE t.id = ANY($1::text[]) GROUP BY t.id`;
  return keyed(await rows<TeamRow & { memberIds: string[] }>(context.db, sql, [ids]), team => team.id);
};

const activePerson: Batch<string, Reachable> = async (ids, context) => {
  const sql = 'SELECT p.id FROM access.person p WHERE p.id = ANY($1::text[]) AND p.active';
  const found = await rows<{ id: string }>(context.db, sql, [ids]);
  return new Map(found.map(({ id }) => [id, { id, team: null }]));
};

/** A person who is active or a team; null for whoever cannot be told. */
async function reachable(context: Context, id: string | null): Promise<Reachable | null> {
  if (id === null) return null;
  if (!id.startsWith('tea_')) return load(context, activePerson, id);
  const team = await load(context, reachableTeam, id);
  return team && { id, team };
}

const administratorIds: Batch<string, string[]> = async (keys, context) => {
  const ids = await whoCan(context.db, 'ACCESS_ADMIN', null);
  return new Map(keys.map(key => [key, ids]));
};

async function administrators(context: Context): Promise<Reachable[]> {
  const ids = (await load(context, administratorIds, 'everywhere')) ?? [];
  const found = await Promise.all(ids.map(id => reachable(context, id)));
  return found.filter(one => one !== null);
}

const holdersOf: Batch<string, RoleHolder[]> = async (keys, context) => {
  const pairs = keys.map(key => JSON.parse(key) as [modelId: string, roleKey: string]);
  const [modelIds, roleKeys] = [pairs.map(([id]) => id), pairs.map(([, role]) => role)];
  const found = await roleHolders(context.db, [...new Set(modelIds)], [...new Set(roleKeys)]);
  return grouped(found, ({ modelId, roleKey }) => JSON.stringify([modelId, roleKey]));
};

async function modelTeamOf(context: Context, modelId: string | null): Promise<ReachableTeam | null> {
  const model = modelId === null ? null : await load(context, modelById, modelId);
  return model?.teamId ? load(context, reachableTeam, model.teamId) : null;
}

async function ofAssignment(context: Context, { subjectId }: News): Promise<Recipient[]> {
  const assignment = await load(context, assignmentById, subjectId);
  if (!assignment) return [];
  const model = assignment.modelId === null ? null : await load(context, modelById, assignment.modelId);
  const modelTeamId = model?.teamId ?? assignment.teamId;
  const assigneeTeam = assignment.assigneeId.startsWith('tea_')
    ? await load(context, reachableTeam, assignment.assigneeId)
    : null;
  const modelTeam = modelTeamId ? await load(context, reachableTeam, modelTeamId) : null;
  const isOrphan = assignment.state === 'EXPIRED' && !modelTeam;
  const admins = isOrphan ? await administrators(context) : [];
  return assignmentRecipients({ assignment, assigneeTeam, modelTeam, administrators: admins });
}

async function ofPromotion(context: Context, { modelId, detail: told }: News): Promise<Recipient[]> {
  const detail = promotionDetail(told);
  const [modelTeam, requester, admins, holders] = await Promise.all([
    modelTeamOf(context, modelId),
    reachable(context, detail.requestedById),
    administrators(context),
    Promise.all(detail.roles.map(role => load(context, holdersOf, JSON.stringify([modelId, role])))),
  ]);
  return promotionRecipients({
    ...{ detail, modelTeam, administrators: admins },
    holders: holders.flatMap(found => found ?? []),
    requesterId: requester?.id ?? null,
  });
}

async function ofDecision(context: Context, { modelId, detail }: News): Promise<Recipient[]> {
  const { open, createdById } = decisionDetail(detail);
  const [modelTeam, creator, admins, holders] = await Promise.all([
    modelTeamOf(context, modelId),
    reachable(context, createdById),
    administrators(context),
    Promise.all(decidingRoles.map(role => load(context, holdersOf, JSON.stringify([modelId, role])))),
  ]);
  return decisionRecipients({
    ...{ open, modelTeam, administrators: admins },
    holders: holders.flatMap(found => found ?? []),
    creatorId: creator?.id ?? null,
  });
}

async function ofAlert(context: Context, { modelId, detail }: News): Promise<Recipient[]> {
  const { responsibleId, escalation } = alertDetail(detail);
  const [modelTeam, responsible, admins] = await Promise.all([
    modelTeamOf(context, modelId),
    reachable(context, responsibleId),
    administrators(context),
  ]);
  return alertRecipients({ escalation, responsible, modelTeam, administrators: admins });
}

/** Whoever left is told nothing; when that leaves nobody, whoever manages access is. One step after the other: how many statements it takes does not depend on what is read first. */
async function ofHandover(context: Context, { kind, subjectId }: News): Promise<Recipient[]> {
  const handover = await load(context, handoverById, subjectId);
  if (!handover) return [];
  const sections = (await load(context, sectionsOfHandover, handover.id)) ?? [];
  const modelTeam = await modelTeamOf(context, handover.modelId);
  const admins = await administrators(context);
  const toTeam = handover.toId.startsWith('tea_') ? await load(context, reachableTeam, handover.toId) : null;
  const reviewerIds = [...new Set(sections.map(({ byId }) => byId))].toSorted();
  const found = handoverRecipients({
    handover,
    reviewerIds,
    toTeam,
    modelTeam,
    isOverdue: kind === 'handover.overdue',
  });
  const told = await Promise.all(
    found.map(async one => (one.channel !== null || (await reachable(context, one.toId)) ? one : null)),
  );
  const there = told.filter(one => one !== null);
  return there.length > 0 ? there : fallback(admins, 'Nobody else could be told of it.');
}

/** Who is asked to fill a gap; whoever left is told nothing, and then, or when a team has nobody, whoever manages access is. */
async function ofGap(context: Context, { subjectId }: News): Promise<Recipient[]> {
  const gap = await load(context, assignedGapById, subjectId);
  if (!gap) return [];
  const to = await reachable(context, gap.toId);
  const admins = await administrators(context);
  if (to && !to.team) return [person(to.id, 'ASKED_TO_ANSWER', 'You are asked to fill it.')];
  const told = to?.team ? teamTold(to.team, 'ASKED_TO_ANSWER', `${to.team.title} is asked to fill it.`) : [];
  return told.length > 0 ? told : fallback(admins, 'Who was asked to fill it is gone.');
}

type Finder = (context: Context, news: News) => Promise<Recipient[]>;

/** How recipients are found, by the prefix of what a notification is about. */
const finders: Readonly<Record<string, Finder>> = {
  asg_: ofAssignment,
  pro_: ofPromotion,
  alr_: ofAlert,
  hov_: ofHandover,
  gap_: ofGap,
  adv_: ofDecision,
  exp_: ofDecision,
};

/**
 * All notifications of a request are answered together: whom they name is then read with one statement, however long
 * finding them takes for each.
 */
const recipientsTogether: Batch<string, Recipient[]> = async (keys, context) => {
  const all = keys.map(key => ({ key, news: JSON.parse(key) as News }));
  const found = all.map(async ({ key, news }) => {
    return { key, news, told: (await finders[news.subjectId.slice(0, 4)]?.(context, news)) ?? [] };
  });
  const answering = await Promise.all(found);
  const subscribed = await subscribedTo(
    context,
    all.map(({ news }) => news),
  );
  const told = answering.map(each => {
    const recipients = onlyWhoActs(each.news, [...each.told, ...(subscribed.get(each.news) ?? [])]);
    return { ...each, recipients: once(recipients) };
  });
  return new Map((await inTheirTime(context, told)).map(({ key, recipients }) => [key, recipients]));
};

/** Who is to be told of a notification, by the assignments, subscriptions and preferences of now. */
export async function recipientsOf(context: Context, notification: NotificationRow): Promise<Recipient[]> {
  const { kind, subjectId, modelId, detail } = notification;
  const news: News = { kind, subjectId, modelId, detail };
  return (await load(context, recipientsTogether, JSON.stringify(news))) ?? [];
}
