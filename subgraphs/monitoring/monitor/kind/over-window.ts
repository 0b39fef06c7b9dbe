import { floorTo, minuteMs } from '../../grain.ts';
import { type MetricWindow, sumsOf, type WindowSum } from '../../metric/sums.ts';
import type { Look, Tools } from './kind.ts';

/** The window that a look is made over: the minutes that it touches, until its instant. name: of the metric. */
export function windowOf({ monitor, at }: Look, name: string, minutes = monitor.windowMinutes): MetricWindow {
  const minute = floorTo(at, 'MINUTE').getTime();
  return {
    modelId: monitor.modelId,
    name,
    slice: monitor.slice ?? '',
    environment: monitor.environment,
    deploymentId: null,
    versionId: null,
    from: new Date(minute - minutes * minuteMs),
    to: new Date(minute + minuteMs),
  };
}

/** What was measured in the windows of looks, each with the place of its look. As many statements for many as for one. */
export function measured(
  { db }: Pick<Tools, 'db'>,
  windows: readonly MetricWindow[],
  sketches = false,
): Promise<WindowSum[]> {
  return sumsOf(db, windows, { sketches, now: new Date() });
}

/** What a finding is of: a deployment, or what was recorded for versions. */
export function ofDeployment({
  place,
  deploymentId,
  environment,
}: Pick<WindowSum, 'place' | 'deploymentId' | 'environment'>) {
  return {
    place,
    part: deploymentId,
    deploymentId: deploymentId === '' ? null : deploymentId,
    environment: environment === '' ? null : environment,
  };
}
