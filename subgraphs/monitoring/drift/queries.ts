import { storable } from '@handoff/kit/database/text';
import { type BatchWith, loadingWith } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { knownVersion } from '../known-version.ts';
import type { Reference } from '../monitor/monitor.ts';
import { type Period, periodProblem } from '../period.ts';
import { referenceProblem } from './against.ts';
import { besideOfVersion } from './reading.ts';
import { type DriftReport, reportOf } from './report.ts';

/** What drift is asked for, as it was given. */
export interface DriftArgs extends Period {
  against: Reference | null;
  slice: string | null;
}

/**
 * The drift of versions; one of which nothing is known, or whose model the viewer may not see, is left out. Four
 * statements for any number of them. Throws BAD_USER_INPUT for what makes no sense, and for another version that is not
 * there for the viewer.
 */
export const driftOfVersion: BatchWith<DriftArgs, DriftReport> = async (ids, args, context) => {
  const problem = periodProblem(args) ?? (args.against && referenceProblem(args.against)?.message);
  if (problem) throw badInput(problem);
  const slice = args.slice === null ? null : storable(args.slice);
  const other = args.against?.kind === 'VERSION' ? storable(args.against.versionId ?? '') : null;
  const visible = await knownVersion(other === null ? ids : [...ids, other], context);
  if (other !== null && !visible.has(other)) {
    throw badInput(`Nothing was observed of a version "${other}", and it has no training profile: give another one.`);
  }
  const asked = ids.filter(id => visible.has(id));
  const { from, to, against } = args;
  const beside = loadingWith(context, besideOfVersion, { from, to, slice, reference: against });
  const found = await Promise.all(asked.map(async id => ({ id, beside: await beside(id) })));
  const reports = new Map(found.flatMap(each => (each.beside ? [[each.id, reportOf(each.beside)] as const] : [])));
  if (slice !== null && asked.length > 0 && [...reports.values()].every(({ n }) => n === 0))
    throw badInput(noSlice(slice));
  return reports;
};

function noSlice(slice: string): string {
  const mend = `Slices are summed up from when a monitor names them: save a monitor of the model with slice "${slice}".`;
  return `No row of "${slice}" was summed up in this time. ${mend}`;
}
