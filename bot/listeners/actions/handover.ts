import { handoverActions } from '../../cards/handover-buttons.ts';
import { type Change, ofHandover } from '../outcome.ts';
import { opens } from '../views/form.ts';
import { commentForm, returnForm, reviewForm } from '../views/handover.ts';
import { type Action, changes, onCard } from './on-card.ts';

const accept: Change = async ({ ask, about, key }) => {
  const input = { handoverId: about.id, accept: true, digest: about.digest ?? '', idempotencyKey: key };
  return ofHandover((await ask('AnswerHandover', { input })).answerHandover);
};

const withdraw: Change = async ({ ask, about, key }) =>
  ofHandover(
    (await ask('WithdrawHandover', { input: { handoverId: about.id, idempotencyKey: key } })).withdrawHandover,
  );

/** The controls of a handover's card. */
export const handoverControls: Readonly<Record<string, Action>> = {
  [handoverActions.review]: onCard(opens(reviewForm)),
  [handoverActions.accept]: onCard(changes(accept)),
  [handoverActions.giveBack]: onCard(opens(returnForm)),
  [handoverActions.comment]: onCard(opens(commentForm)),
  [handoverActions.withdraw]: onCard(changes(withdraw)),
};
