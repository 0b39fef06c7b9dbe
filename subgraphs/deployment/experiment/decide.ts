import { type Command, done } from '@handoff/kit/command';
import { isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { asItStands, lockExperiment, saveMoved } from './case.ts';
import type { Verdict } from './experiment.ts';
import { chosenVersion, verdictProblem } from './policy.ts';
import { armsIn, recordedOf, totalsIn } from './queries.ts';
import { readExperiment } from './reading.ts';

export interface DecideExperiment {
  experimentId: string;
  verdict: Verdict;
  chosenVersion?: string | null;
  rationale: string;
  idempotencyKey?: string | null;
}

/**
 * Decides an experiment on what its data say now, and keeps that with the decision; one that runs ends by it.
 * chosenId: of the version that was named, null where it is none of the model. Needs EXPERIMENT_EDIT on the model.
 */
export function decideExperiment(chosenId: string | null): Command<DecideExperiment> {
  return {
    name: 'decideExperiment',
    async run(tx, actor, { experimentId: id, verdict, chosenVersion: named, rationale }) {
      const found = await lockExperiment(tx, actor, { id, move: 'DECIDE' });
      if (isProblem(found)) return found;
      const arms = await armsIn(tx, id);
      const reading = readExperiment(recordedOf(found, arms, await totalsIn(tx, id)));
      const problem = textProblem('rationale', rationale, 20_000) ?? verdictProblem(verdict, reading);
      if (problem) return asItStands(found, problem);
      const chosen = chosenVersion(verdict, named ? (chosenId ?? named) : null, { arms, reading });
      if (isProblem(chosen)) return asItStands(found, chosen);
      const now = new Date();
      const decision = { verdict, chosenId: chosen.id, byId: actor.id, at: now.toISOString(), rationale, reading };
      await saveMoved(tx, actor, {
        action: 'experiment.decided',
        summary: `decided the experiment "${found.name}": ${verdict}`,
        after: { ...found, state: 'DECIDED', endedAt: found.endedAt ?? now, decision },
        detail: {
          verdict,
          chosenId: chosen.id,
          said: reading?.verdict ?? null,
          explanation: reading?.explanation ?? null,
        },
        notify: true,
      });
      return done(id);
    },
  };
}
