import type { Button, ConfirmationDialog } from '@slack/types';
import type { ExperimentView } from '../answers/experiment.ts';
import { button, confirmation } from './blocks.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const experimentActions = {
  start: 'experiment:start',
  decide: 'experiment:decide',
  stop: 'experiment:stop',
} as const;

interface Control {
  move: string;
  action: string;
  label: string;
  style?: 'primary';
  confirm?: (experiment: ExperimentView) => ConfirmationDialog;
}

const all: readonly Control[] = [
  { move: 'START', action: experimentActions.start, label: 'Start', style: 'primary', confirm: askBeforeStarting },
  { move: 'DECIDE', action: experimentActions.decide, label: 'Decide…', style: 'primary' },
  { move: 'STOP', action: experimentActions.stop, label: 'Stop…' },
];

/** What can be done with an experiment now. */
export function experimentButtons(experiment: ExperimentView): Button[] {
  const { id, revision, moves, name } = experiment;
  const value = pressedValue({ id, revision });
  return all
    .filter(({ move }) => moves.includes(move))
    .map(({ action, label, style, confirm }) => {
      const spoken = `${label.replace('…', '')} the experiment ${name}`;
      return button(label, {
        ...{ action, value, spoken },
        ...(style && { style }),
        ...(confirm && { confirm: confirm(experiment) }),
      });
    });
}

function askBeforeStarting({ name, metric }: ExperimentView): ConfirmationDialog {
  const words = `${name.slice(0, 120)}: from now on what is measured of ${metric.slice(0, 80)} counts.`;
  return confirmation('Start this experiment?', words, 'Start');
}
