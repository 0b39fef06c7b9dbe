import { storable } from '@handoff/kit/database/text';
import type { BatchWith } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { knownVersion } from '../known-version.ts';
import type { Reference } from '../monitor/monitor.ts';
import { type Period, periodProblem } from '../period.ts';
import { referenceProblem } from './against.ts';
import { usualMinimumRows } from './drift.ts';
import { type DriftReport, driftsOf } from './report.ts';

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
  const requests = asked.map(versionId => ({
    ...{ versionId, deploymentId: null, environment: null, from: args.from, to: args.to, slice },
    ...{ reference: args.against, feature: null, minimumRows: usualMinimumRows },
  }));
  const reports = await driftsOf(context.db, requests, new Date());
  if (slice !== null && asked.length > 0 && reports.every(({ n }) => n === 0)) throw badInput(noSlice(slice));
  return new Map(reports.map((report, i) => [asked[i] ?? '', report]));
};

function noSlice(slice: string): string {
  const mend = `Slices are summed up from when a monitor names them: save a monitor of the model with slice "${slice}".`;
  return `No row of "${slice}" was summed up in this time. ${mend}`;
}
