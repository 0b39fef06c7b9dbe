import type { Permission } from '@handoff/kit/access/permission';
import { principalById } from '@handoff/kit/access/principal';
import { viewerReach, whoCanOn } from '@handoff/kit/access/queries';
import { canonical, sha256 } from '@handoff/kit/canonical';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { trailHead } from '../audit/queries.ts';
import type { ModelRow } from '../model/model.ts';
import { viewedModel } from '../model/queries.ts';
import { type AssignedGap, gapKey, lastAsked } from './assigned-gap.ts';
import { draftOf } from './draft.ts';
import { day } from './part/evidence.ts';
import { argumentsProblem, mayReport, mayReportOn, type ReportArguments } from './policy.ts';
import { rendered } from './render/rendered.ts';
import { coverageOf, type Draft, type FilledGap, type Gap, gapsOf, type Report, type ReportFormat } from './report.ts';
import { inTurn } from './turns.ts';

/** A report as it is handed out. */
export interface MadeReport {
  kind: Report['kind'];
  format: ReportFormat;
  content: string;
  digest: string;
  generatedAt: Date;
  coverage: number;
  gaps: readonly FilledGap[];
}

/** Makes a report; null when the viewer may have none, or there is nothing to tell of. Throws BAD_USER_INPUT and RATE_LIMITED. */
export async function makeReport(context: Context, args: ReportArguments): Promise<MadeReport | null> {
  const problem = argumentsProblem(args);
  if (problem) throw badInput(problem);
  const reach = await viewerReach(context);
  const model = args.model ? await viewedModel(context, args.model) : null;
  const may = args.model ? model !== null && mayReportOn(reach, model) : mayReport(reach);
  return may ? inTurn(context.db, () => madeOf(context, args, model)) : null;
}

async function madeOf(context: Context, args: ReportArguments, model: ModelRow | null): Promise<MadeReport | null> {
  const generatedAt = new Date();
  const head = await trailHead(context);
  const draft = await draftOf(context, { ...args, model, now: generatedAt });
  if (!draft) return null;
  const report = await filled(context, draft);
  const stamp = { generatedAt, by: context.actor.name, head };
  return {
    ...{ kind: args.kind, format: args.format, generatedAt, digest: report.digest },
    content: rendered(report, stamp, args.format),
    coverage: coverageOf(report),
    gaps: gapsOf(report),
  };
}

/** A draft with who can fill its gaps, who was asked to, and the digest over all of it. One statement for each permission. */
async function filled(context: Context, draft: Draft): Promise<Report> {
  const modelIds = new Set(gapsOf(draft).flatMap(({ model }) => (model ? [model.id] : [])));
  const asked = await lastAsked(context, [...modelIds]);
  const sections = await Promise.all(
    draft.sections.map(async section => ({
      ...section,
      gaps: await Promise.all(section.gaps.map(gap => filledGap(context, gap, asked))),
    })),
  );
  const whole = { ...draft, sections };
  return { ...whole, digest: sha256(canonical(whole)) };
}

async function filledGap(context: Context, gap: Gap, asked: ReadonlyMap<string, AssignedGap>): Promise<FilledGap> {
  const { model, point } = gap;
  const ids = model ? await holders(context, model.id, point.needs) : [];
  const found = await Promise.all(ids.map(id => load(context, principalById, id)));
  const whoCanFill = found.filter(one => one !== null).map(({ id, name }) => ({ id, name }));
  const last = model ? asked.get(gapKey(model.id, point.key)) : undefined;
  return { ...gap, whoCanFill, asked: last ? await askedOf(context, last) : null };
}

async function askedOf(context: Context, { id, toId, at, dueAt }: AssignedGap): Promise<FilledGap['asked']> {
  const to = await load(context, principalById, toId);
  return {
    id,
    to: to?.name ?? toId,
    on: day(at) ?? '',
    due: day(dueAt),
  };
}

async function holders(context: Context, modelId: string, needs: Permission): Promise<string[]> {
  return (await loadWith(context, whoCanOn, { key: modelId, args: needs })) ?? [];
}
