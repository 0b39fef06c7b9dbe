import { assignmentActions } from '../../cards/assignment.ts';
import { ofAssignment } from '../outcome.ts';
import { declineForm, suggestForm } from '../views/decline.ts';
import { opens } from '../views/form.ts';
import { type Action, changes, onCard } from './on-card.ts';

/** The controls of an assignment's card. */
export const assignmentControls: Readonly<Record<string, Action>> = {
  [assignmentActions.accept]: onCard(
    changes(async ({ ask, about, key }) => {
      const input = { assignmentId: about.id, accept: true, revision: about.revision, idempotencyKey: key };
      return ofAssignment((await ask('Respond', { input })).respondToAssignment);
    }),
  ),
  [assignmentActions.decline]: onCard(opens(declineForm)),
  [assignmentActions.suggest]: onCard(opens(suggestForm)),
};
