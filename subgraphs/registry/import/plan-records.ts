import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { findPlaces, type Placed } from './place.ts';
import { type AliasPlan, type ModelPlan, planAliases, planChange, planNew } from './plan-model.ts';
import { planVersions, type VersionsTurn } from './plan-versions.ts';
import { idsStanding, type ModelStanding, modelsStanding } from './standing.ts';
import type { SaneRecord, ToldRecord } from './told.ts';

/** A record that goes in, judged, and all that has to be known to write it. */
export interface Turn extends SaneRecord {
  plan: ModelPlan;
  standing: ModelStanding;
  versions: VersionsTurn;
  aliases: AliasPlan;
  /** The aliases that are new or move, and the ids of the versions they come to point at. */
  pointed: { name: string; versionId: string }[];
}

/**
 * Judges records before anything is written: what becomes of each, or why it is refused. The number of statements does
 * not depend on how many there are. None of them may have a name or a source in common; see rounds.
 */
export async function planRecords(tx: Tx, actor: Actor, told: readonly ToldRecord[]): Promise<(Turn | Problem)[]> {
  const sane = told.map(saneOf);
  const placed = await ofGood(sane, good => findPlaces(tx, actor, good));
  const drafts = await ofGood(placed, good => planModels(tx, good));
  const full = await ofGood(drafts, good => withVersions(tx, good));
  return ofGood(full, good => withAliases(tx, good));
}

/** Does something with all of a list that was not refused yet; refusals stay at their places. */
async function ofGood<T extends object, R>(
  list: readonly (T | Problem)[],
  work: (good: T[]) => Promise<readonly R[]>,
): Promise<(R | Problem)[]> {
  const good = list.filter((one): one is T => !isProblem(one));
  const answers = await work(good);
  const answerOf = new Map(good.map((one, i) => [one, answers[i] as R] as const));
  return list.map(one => (isProblem(one) ? one : (answerOf.get(one) as R)));
}

function saneOf(told: ToldRecord): SaneRecord | Problem {
  return told.told ? { told, record: told.told } : (told.problem ?? invalid(told.path, 'It makes no sense.'));
}

type ModelDraft = Pick<Turn, 'told' | 'record' | 'plan' | 'standing'>;

const nothing: ModelStanding = {
  base: null,
  url: null,
  runId: null,
  commit: null,
  documents: [],
  aliases: {},
  highest: 0,
};

async function planModels(tx: Tx, placed: readonly Placed[]): Promise<(ModelDraft | Problem)[]> {
  const asked = placed.flatMap(({ model, record }) => (model ? [{ modelId: model.id, record: record.source }] : []));
  const found = await modelsStanding(tx, asked);
  const standingOf = new Map(asked.map(({ modelId }, i) => [modelId, found[i]]));
  return placed.map(({ told, record, model, teamId, nameTaken }) => {
    const standing = standingOf.get(model?.id ?? '') ?? nothing;
    const plan = model ? planChange(record, teamId, { model, standing }) : planNew(record, teamId);
    const renamed = plan.before !== null && plan.after.name !== plan.before.name;
    return renamed && nameTaken ? nameTaken : { told, record, plan, standing };
  });
}

type Draft = ModelDraft & Pick<Turn, 'versions' | 'aliases'>;

async function withVersions(tx: Tx, drafts: readonly ModelDraft[]): Promise<Draft[]> {
  const turns = await planVersions(
    tx,
    drafts.map(({ told, record, plan, standing }) => ({
      versions: told.versions,
      modelId: plan.after.id,
      model: plan.after,
      record: record.source,
      isNew: plan.before === null,
      highest: standing.highest,
    })),
  );
  return drafts.flatMap((draft, i) => {
    const versions = turns[i];
    return versions ? [{ ...draft, versions, aliases: aliasesOf(draft, versions) }] : [];
  });
}

function aliasesOf({ record, plan, standing }: ModelDraft, { numbers }: VersionsTurn): AliasPlan {
  const named = record.aliases?.map(({ name, version }) => ({ name, version: numbers.get(version) ?? version }));
  return planAliases(named ?? null, plan.base.aliases, standing.aliases);
}

/** Finds what aliases point at. One that leads to a refused version is left out; one that leads nowhere refuses its record. */
async function withAliases(tx: Tx, drafts: readonly Draft[]): Promise<(Turn | Problem)[]> {
  const wanted = drafts.map(({ aliases }) =>
    [...aliases.changes].flatMap(([name, version]) => (version === null ? [] : [{ name, version }])),
  );
  const others = await idsStanding(
    tx,
    drafts.map(({ plan, versions }, i) => ({
      modelId: plan.after.id,
      numbers: (wanted[i] ?? []).flatMap(({ version }) => (versions.ids.has(version) ? [] : [version])),
    })),
  );
  return drafts.map((draft, i) => {
    const ids = new Map([...(others[i] ?? []), ...draft.versions.ids]);
    return pointedAt(draft, wanted[i] ?? [], ids);
  });
}

function pointedAt(
  draft: Draft,
  wanted: readonly { name: string; version: string }[],
  ids: ReadonlyMap<string, string>,
): Turn | Problem {
  const { told, record, versions } = draft;
  const refused = new Set(
    told.versions.flatMap((version, i) => (versions.plans[i]?.kind === 'rejected' ? [version.calls] : [])),
  );
  const lost = wanted.find(({ version }) => !ids.has(version) && !refused.has(version));
  if (!lost) return { ...draft, pointed: wanted.flatMap(one => pointedTo(one, ids)) };
  const at = record.aliases?.findIndex(({ name }) => name === lost.name) ?? 0;
  const message = `There is no version "${lost.version}" for the alias ${lost.name}.`;
  return invalid(`${told.path}.aliases[${at}].version`, message);
}

function pointedTo({ name, version }: { name: string; version: string }, ids: ReadonlyMap<string, string>) {
  const versionId = ids.get(version);
  return versionId === undefined ? [] : [{ name, versionId }];
}
