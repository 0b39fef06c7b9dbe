import { viewerReach } from '@handoff/kit/access/queries';
import type { Context } from '@handoff/kit/context';
import { badInput } from '@handoff/kit/page';
import { trailHead } from '../audit/queries.ts';
import type { ModelRow } from '../model/model.ts';
import { viewedModel } from '../model/queries.ts';
import { draftOf } from './draft.ts';
import { filled } from './fill.ts';
import { argumentsProblem, mayReport, mayReportOn, type ReportArguments } from './policy.ts';
import { rendered } from './render/rendered.ts';
import { coverageOf, type FilledGap, gapsOf, type Report, type ReportFormat } from './report.ts';
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
