import type { Button } from '@slack/types';
import type { AdviceAction, AdviceView } from '../answers/advice.ts';
import { button } from './blocks.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const adviceActions = { discuss: 'advice:discuss', decide: 'advice:decide' } as const;

/** How each action reads after “to”, and in a list to choose from. */
export const actionWords: Readonly<Record<AdviceAction, string>> = {
  RETRAIN: 'retrain it',
  RE_ENGINEER_FEATURES: 're-engineer its features',
  FIX_DATA: 'fix the data',
  ROLL_BACK: 'roll back',
  KEEP: 'keep it as it is',
};

/** What can be done with an advice now. from: the list they stand in. */
export function adviceButtons({ id, revision, moves, model }: AdviceView, from?: string): Button[] {
  const value = pressedValue({ id, revision, from });
  const what = model?.title ?? 'a model';
  const { discuss, decide } = adviceActions;
  return [
    ...(moves.includes('DECIDE')
      ? [button('Decide…', { action: decide, value, style: 'primary', spoken: `Decide about ${what}` })]
      : []),
    ...(moves.includes('DISCUSS')
      ? [button('Discuss', { action: discuss, value, spoken: `Open a discussion of ${what}` })]
      : []),
  ];
}
