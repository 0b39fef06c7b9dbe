import { type Finding, fail, listed, pass } from './finding.ts';

/** An experiment that compares a version with another, as far as its decision counts. */
export interface ExperimentFacts {
  id: string;
  name: string;
  state: 'DRAFT' | 'RUNNING' | 'STOPPED' | 'DECIDED';
  /** Of the decision; null: there is none yet. */
  verdict: string | null;
  /** The version that was chosen. */
  chosenId: string | null;
}

/** The experiment that a version won: the one that was decided last must speak for it. Newest first; null: there is none. */
export function winOf(experiments: readonly ExperimentFacts[], versionId: string): ExperimentFacts | null {
  const last = experiments.find(({ state }) => state === 'DECIDED');
  return last?.verdict === 'WON' && last.chosenId === versionId ? last : null;
}

/**
 * Whether the last decided experiment that compares a version was won by it; else what is missing. How far an experiment
 * has come is left out: what was waived holds while it goes on.
 */
export function experimentWon(experiments: readonly ExperimentFacts[], versionId: string): Finding {
  const won = winOf(experiments, versionId);
  if (won) return pass(`It won the experiment "${won.name}".`);
  const last = experiments.find(({ state }) => state === 'DECIDED');
  if (last) return fail(`The experiment "${last.name}" was decided ${said(last)}. Compare it anew, or keep what runs.`);
  const open = experiments.filter(({ state }) => state !== 'DECIDED').map(({ name }) => `"${name}"`);
  if (open.length > 0) return fail(`It is compared in an experiment that is not decided yet: ${listed(open)}.`);
  return fail('No experiment was decided in favour of this version.');
}

function said({ verdict }: ExperimentFacts): string {
  return verdict === 'WON' ? 'in favour of another version' : `without a win (${verdict})`;
}
