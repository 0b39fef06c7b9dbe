import { alertFunctions } from './alerts.ts';
import { anomalyFunctions } from './anomaly.ts';
import { type Case, Given, told } from './case.ts';
import { detectorFunctions } from './detectors.ts';
import { driftFunctions } from './drift.ts';
import { experimentFunctions } from './experiments.ts';
import { peerFunctions } from './peers.ts';
import { performanceFunctions } from './performance.ts';
import { sampleFunctions } from './samples.ts';

const functions = new Map(
  Object.entries({
    ...{ ...sampleFunctions, ...experimentFunctions, ...driftFunctions, ...peerFunctions },
    ...{ ...performanceFunctions, ...detectorFunctions, ...anomalyFunctions, ...alertFunctions },
  }),
);

/** The names of the functions that answer here; the other groups of the reference are not there yet. */
export const answeredFunctions: readonly string[] = [...functions.keys()];

/** What our own function answers to a case; null with the reason where it has no answer, and never an exception. */
export function answerOf(one: Case): { id: string; actual: unknown; reason?: string } {
  const work = functions.get(one.fn);
  if (!work) return { id: one.id, actual: null, reason: `"${one.fn}" is not there yet.` };
  try {
    return { id: one.id, actual: told(work(new Given(one))) };
  } catch (error) {
    return { id: one.id, actual: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
