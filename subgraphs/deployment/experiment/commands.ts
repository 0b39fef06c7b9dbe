import { type Command, done } from '@handoff/kit/command';
import { isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { asItStands, lockExperiment, saveMoved } from './case.ts';

export interface StartExperiment {
  experimentId: string;
  idempotencyKey?: string | null;
}

/** Begins an experiment: from now on what is measured counts. Needs EXPERIMENT_EDIT on the model. */
export const startExperiment: Command<StartExperiment> = {
  name: 'startExperiment',
  async run(tx, actor, { experimentId: id }) {
    const found = await lockExperiment(tx, actor, { id, move: 'START' });
    if (isProblem(found)) return found;
    await saveMoved(tx, actor, {
      action: 'experiment.started',
      summary: `started the experiment "${found.name}"`,
      after: { ...found, state: 'RUNNING', startedAt: new Date() },
    });
    return done(id);
  },
};

export interface StopExperiment {
  experimentId: string;
  reason: string;
  idempotencyKey?: string | null;
}

/** Ends an experiment, or gives up one that never began: nothing more is recorded. Needs EXPERIMENT_EDIT on the model. */
export const stopExperiment: Command<StopExperiment> = {
  name: 'stopExperiment',
  async run(tx, actor, { experimentId: id, reason }) {
    const found = await lockExperiment(tx, actor, { id, move: 'STOP' });
    if (isProblem(found)) return found;
    const problem = textProblem('reason', reason, 20_000);
    if (problem) return asItStands(found, problem);
    await saveMoved(tx, actor, {
      action: 'experiment.stopped',
      summary: `stopped the experiment "${found.name}": ${reason}`,
      after: { ...found, state: 'STOPPED', endedAt: new Date(), stopReason: reason },
      detail: { reason },
      notify: true,
    });
    return done(id);
  },
};
