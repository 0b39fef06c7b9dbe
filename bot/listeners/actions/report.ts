import { reportActions } from '../../cards/report.ts';
import { opens } from '../views/form.ts';
import { askForGapForm } from '../views/gap.ts';
import { type Action, onCard } from './on-card.ts';

/** The controls of a report's card. */
export const reportControls: Readonly<Record<string, Action>> = {
  [reportActions.askFor]: onCard(opens(askForGapForm)),
};
