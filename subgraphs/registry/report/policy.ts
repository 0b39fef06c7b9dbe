import type { Permission } from '@handoff/kit/access/permission';
import { mayEverywhere, permissionsOn, type Reach } from '@handoff/kit/access/reach';
import type { AccessModelRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { ReportFormat, ReportKind } from './report.ts';

/** What a report is asked for with. */
export interface ReportArguments {
  kind: ReportKind;
  format: ReportFormat;
  /** Id or name. */
  model?: string | null;
  /** Number, alias or id. */
  version?: string | null;
  from?: Date | null;
  to?: Date | null;
}

/** Kinds that tell of one version of one model. */
const ofVersion: ReadonlySet<ReportKind> = new Set(['MODEL_CARD', 'EU_AI_ACT_ANNEX_IV', 'CYCLONEDX_ML_BOM']);

/** How whoever asks calls things: a kind, and an argument by its name in the graph. */
export interface Words {
  kind: string;
  argument(name: 'model' | 'version' | 'from' | 'to'): string;
}

/** Why a report cannot be asked for in this way, with the mend; null when it can. */
export function argumentsProblem(
  { kind, model, version, from, to }: ReportArguments,
  words: Words = { kind, argument: name => `"${name}"` },
): string | null {
  const { argument } = words;
  if (ofVersion.has(kind) && !model) return `${words.kind} is about one model: name it with ${argument('model')}.`;
  if (!ofVersion.has(kind) && version) return `${words.kind} is about no version: leave ${argument('version')} out.`;
  if (kind !== 'DECISION_LOG' && (from || to))
    return `${words.kind} tells how things stand: leave ${argument('from')} and ${argument('to')} out.`;
  if (from && to && from >= to) return `${argument('from')} is not before ${argument('to')}: give a period.`;
  return null;
}

/** Whether somebody may have a report that tells of this model. */
export function mayReportOn(reach: Reach, model: Pick<AccessModelRow, 'id' | 'teamId' | 'visibility'>): boolean {
  return permissionsOn(reach, model).has('REPORT_READ');
}

/** Whether somebody may have a report that tells of any model at all. */
export function mayReport(reach: Reach): boolean {
  const some = [...reach.byTeam.values(), ...reach.byModel.values()];
  return mayReportEverywhere(reach) || (!reach.seesNone && some.some(permissions => permissions.has('REPORT_READ')));
}

/** Whether somebody may have a report that tells of what belongs to no model. */
export function mayReportEverywhere(reach: Reach): boolean {
  return mayEverywhere(reach, 'REPORT_READ');
}

const reading: readonly Permission[] = ['READ', 'AUDIT_READ'];

/** Whoever asks for a report, as the graph is asked for them: they read, and change nothing. */
export function readingActor(actor: Actor): Actor {
  const { limitedTo } = actor;
  return { ...actor, limitedTo: reading.filter(one => limitedTo === null || limitedTo.includes(one)) };
}
