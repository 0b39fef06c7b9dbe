import { experimentActions } from '../../cards/experiment-buttons.ts';
import { type Change, ofExperiment } from '../outcome.ts';
import { decideExperimentForm, stopForm } from '../views/experiment.ts';
import { opens } from '../views/form.ts';
import { type Action, changes, onCard } from './on-card.ts';

const start: Change = async ({ ask, about, key }) => {
  const input = { experimentId: about.id, idempotencyKey: key };
  return ofExperiment((await ask('StartExperiment', { input })).startExperiment);
};

/** The controls of an experiment's card. */
export const experimentControls: Readonly<Record<string, Action>> = {
  [experimentActions.start]: onCard(changes(start)),
  [experimentActions.stop]: onCard(opens(stopForm)),
  [experimentActions.decide]: onCard(opens(decideExperimentForm)),
};
