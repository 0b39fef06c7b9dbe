import { alertFunctions } from './alerts.ts';
import { anomalyFunctions } from './anomaly.ts';
import { type Case, Given, told } from './case.ts';
import { detectorFunctions } from './detectors.ts';
import { driftFunctions } from './drift.ts';
import { experimentFunctions } from './experiments.ts';
import { peerFunctions } from './peers.ts';
import { performanceFunctions } from './performance.ts';
import { sampleFunctions } from './samples.ts';
import { summaryFunctions } from './summaries.ts';
import { reasoned } from './undefined.ts';

const functions = new Map(
  Object.entries({
    ...{ ...sampleFunctions, ...experimentFunctions, ...driftFunctions, ...peerFunctions },
    ...{ ...performanceFunctions, ...summaryFunctions, ...detectorFunctions, ...anomalyFunctions, ...alertFunctions },
  }),
);

/** The names of the functions that answer here: all groups of the reference. */
export const answeredFunctions: readonly string[] = [...functions.keys()];

/**
 * What our own function answers to a case; null with the reason where it has no answer, and never an exception. folder:
 * where the files are that cases name.
 */
export function answerOf(one: Case, folder = '.'): { id: string; actual: unknown; reason?: string } {
  const work = functions.get(one.fn);
  if (!work) return { id: one.id, actual: null, reason: `There is no function "${one.fn}" here.` };
  try {
    const answer = work(new Given(one, folder));
    return {
      id: one.id,
      actual: told('reason' in answer ? answer : reasoned(answer, 'It is undefined for these inputs.')),
    };
  } catch (error) {
    return { id: one.id, actual: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
