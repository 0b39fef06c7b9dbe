import { minuteMs } from '../../grain.ts';
import type { Found, Look } from './kind.ts';
import { windowOf } from './over-window.ts';

/** What is asked of predictions: of whatever of a model made some within the window of a look. */
export function questionOf(look: Look) {
  const { modelId, environment, slice, minimumRows } = look.monitor;
  const { from, to } = windowOf(look, '', look.monitor.windowMinutes - 1);
  return { modelId, environment, slice, minimumRows, from, to };
}

/** Of which version in which place something was found; deploymentId empty: of the version itself. */
interface Thing {
  place: number;
  versionId: string;
  deploymentId: string;
  environment: string;
}

/** The same as a finding says it. */
export function ofThing({
  place,
  versionId,
  deploymentId,
  environment,
}: Thing): Pick<Found, 'place' | 'part' | 'deploymentId' | 'environment'> {
  const isOwn = deploymentId === '';
  return {
    place,
    part: isOwn ? versionId : deploymentId,
    deploymentId: isOwn ? null : deploymentId,
    environment: environment === '' ? null : environment,
  };
}

/** Looks far apart in time are asked one by one: as often as these are evaluated. */
export const everySeconds = (5 * minuteMs) / 1000;
