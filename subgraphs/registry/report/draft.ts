import { viewerReach } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { entriesAbout, entriesIn, lastActs } from '../audit/queries.ts';
import type { ModelRow } from '../model/model.ts';
import { modelById } from '../model/queries.ts';
import { membersOfTeam } from '../team/queries.ts';
import { workingTokens } from '../token/queries.ts';
import { type Cites, citedActions, citesOf } from './cites.ts';
import type { HeldRole, ListedModel } from './facts.ts';
import { heldRoles, listedModels, modelWith, promotionsWith } from './gather.ts';
import { accessReview, countsFrom } from './kind/access-review.ts';
import { annexIv } from './kind/annex-iv.ts';
import { decisionLog } from './kind/decision-log.ts';
import { inventory } from './kind/inventory.ts';
import { mlBom } from './kind/ml-bom.ts';
import { modelCard } from './kind/model-card.ts';
import { lastUseOf, usersOf } from './last-use.ts';
import { mayReportEverywhere, mayReportOn, type ReportArguments } from './policy.ts';
import type { Draft, ReportKind } from './report.ts';
import type { Subject } from './subject.ts';

/** A report that is asked for, by somebody who may have it. */
export interface Wanted extends Omit<ReportArguments, 'model'> {
  /** The only model it is to tell of; null: all. */
  model: ModelRow | null;
  now: Date;
}

type Make = (context: Context, wanted: Wanted) => Promise<Draft | null>;

const makers: Readonly<Record<ReportKind, Make>> = {
  MODEL_CARD: ofModel(modelCard),
  EU_AI_ACT_ANNEX_IV: ofModel(annexIv),
  CYCLONEDX_ML_BOM: ofModel(mlBom),
  SR_11_7_INVENTORY: makeInventory,
  ACCESS_REVIEW: makeAccessReview,
  DECISION_LOG: makeDecisionLog,
};

/** Puts a report together from what the graph and the trail tell its reader. Null: there is no such model or version. */
export function draftOf(context: Context, wanted: Wanted): Promise<Draft | null> {
  return makers[wanted.kind](context, wanted);
}

async function cited(context: Context, ids: readonly string[]): Promise<Cites> {
  return citesOf(await entriesAbout(context, [...new Set(ids)], citedActions));
}

function ofModel(build: (subject: Subject) => Draft): Make {
  return async (context, { model: row, version = null, now }) => {
    const found = row && (await modelWith(context, { model: row.id, version }));
    if (!found || (version && !found.version)) return null;
    const { model, version: chosen } = found;
    const cites = await cited(context, [
      ...[model.id, ...model.versions.nodes.map(({ id }) => id), ...(chosen ? [chosen.id] : [])],
      ...[...model.assignments, ...(model.hostingDecisions ?? []), ...(model.alerts?.nodes ?? [])].map(({ id }) => id),
      ...[...(model.promotions?.nodes ?? []), ...(chosen?.handovers ?? [])].map(({ id }) => id),
      ...(model.live ?? []).flatMap(({ promotion }) => (promotion ? [promotion.id] : [])),
    ]);
    return build({ model, version: chosen, cites, now });
  };
}

async function makeInventory(context: Context, { model, now }: Wanted): Promise<Draft> {
  const reach = await viewerReach(context);
  const all = await listedModels(context, model?.id ?? null);
  const models = all.filter(each => mayReportOn(reach, placed(each)));
  const cites = await cited(
    context,
    models.flatMap(({ id, assignments, live }) => [
      ...[id, ...assignments.filter(({ role }) => role.key === 'owner').map(each => each.id)],
      ...(live ?? []).flatMap(({ promotion }) => (promotion ? [promotion.id] : [])),
    ]),
  );
  return inventory({ models, cites, now });
}

function placed({ id, team, visibility }: ListedModel) {
  return { id, teamId: team?.id ?? null, visibility };
}

async function makeAccessReview(context: Context, { model, now }: Wanted): Promise<Draft> {
  const reach = await viewerReach(context);
  const held = await reviewed(context, model);
  const ids = held.flatMap(({ assignee }) => (assignee.id.startsWith('tea_') ? [assignee.id] : []));
  const teams = await Promise.all(
    ids.map(async id => [id, ((await load(context, membersOfTeam, id)) ?? []).map(person => person.id)] as const),
  );
  const members = new Map(teams);
  const users = [...new Set(held.flatMap(role => usersOf(role, members)))];
  const acts = await lastActs(context, users, countsFrom(now));
  return accessReview({
    ...{ held, now, lastUse: lastUseOf({ held, acts, members }) },
    tokens: model ? [] : await workingTokens(context),
    seesTrail: mayEverywhere(reach, 'AUDIT_READ'),
    seesRoles: mayReportEverywhere(reach),
    cites: await cited(
      context,
      held.map(({ id }) => id),
    ),
  });
}

/** The roles a reader may have a report on: all, or those on the models where they may. */
async function reviewed(context: Context, only: ModelRow | null): Promise<HeldRole[]> {
  const reach = await viewerReach(context);
  const held = await heldRoles(context);
  const reaching = only ? held.filter(role => reaches(role, only)) : held;
  if (mayReportEverywhere(reach)) return reaching;
  const allowed = await Promise.all(
    reaching.map(async ({ scope, model, team }) => {
      if (scope === 'TEAM') return team !== null && (reach.byTeam.get(team.id)?.has('REPORT_READ') ?? false);
      const row = scope === 'MODEL' && model ? await load(context, modelById, model.id) : null;
      return row !== null && mayReportOn(reach, row);
    }),
  );
  return reaching.filter((_, at) => allowed[at]);
}

function reaches({ scope, model, team }: HeldRole, only: ModelRow): boolean {
  if (scope === 'EVERYTHING') return true;
  return scope === 'MODEL' ? model?.id === only.id : team !== null && team.id === only.teamId;
}

/** What counts as a decision, by what its action begins with, or whole. */
const deciding = {
  nouns: [
    ...['promotion', 'hosting', 'requirement', 'handover', 'assignment', 'role', 'policy', 'freeze', 'experiment'],
    ...['advice', 'gap'],
  ],
  actions: ['model.validated', 'model.archived', 'model.restored', 'version.archived', 'version.restored'],
};
const most = 5_000;

async function makeDecisionLog(context: Context, { model, from = null, to = null }: Wanted): Promise<Draft> {
  const reach = await viewerReach(context);
  const all = await entriesIn(context, { ...deciding, from, to, modelId: model?.id ?? null, most: most + 1 });
  if (all.length > most)
    throw badInput(`More than ${most.toLocaleString('en')} decisions lie in this period: ask for a shorter one.`);
  const ids = [...new Set(all.flatMap(({ modelId }) => (modelId === null ? [] : [modelId])))];
  const rows = await Promise.all(ids.map(id => load(context, modelById, id)));
  const models = new Map(rows.filter(row => row !== null).map(row => [row.id, row]));
  const entries = all.filter(({ modelId }) => {
    const row = modelId === null ? null : models.get(modelId);
    return row ? mayReportOn(reach, row) : mayReportEverywhere(reach);
  });
  const concerned = entries.flatMap(({ subjectId }) => (subjectId.startsWith('pro_') ? [subjectId] : []));
  const promotions = await promotionsWith(context, new Set(concerned));
  const cites = citesOf(entries);
  const names = new Map([...models].map(([id, { name }]) => [id, name]));
  return decisionLog({ entries, promotions, models: names, cites, from, to });
}
