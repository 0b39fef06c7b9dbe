import { askAction, shareAction } from '../../cards/model.ts';
import { openFormAction } from '../../cards/promote-form.ts';
import { plain } from '../../cards/say.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { answer } from '../commands/answer.ts';
import { adviceControls } from './advice.ts';
import { alertControls } from './alert.ts';
import { assignmentControls } from './assignment.ts';
import { experimentControls } from './experiment.ts';
import { handoverControls } from './handover.ts';
import { type Action, outOfDate } from './on-card.ts';
import { pickControls } from './pick.ts';
import type { Press } from './press.ts';
import { promotionControls } from './promotion.ts';
import { reportControls } from './report.ts';

/** What each control does, by its action_id. */
export const actions: Readonly<Record<string, Action>> = {
  ...assignmentControls,
  ...promotionControls,
  ...alertControls,
  ...adviceControls,
  ...experimentControls,
  ...reportControls,
  ...handoverControls,
  ...pickControls,
  [shareAction]: share,
  [openFormAction]: openForm,
  [askAction]: openForm,
};

/** Works on a press; a control nobody knows is said to be out of date. */
export async function act(services: Services, press: Press): Promise<void> {
  const action = Object.hasOwn(actions, press.actionId) ? actions[press.actionId] : undefined;
  await (action ? action(services, press) : press.reply(outOfDate));
}

async function share(services: Services, press: Press): Promise<void> {
  const { userId, key, value: text = '', channel: place } = press;
  const identity = await services.people.identify(userId);
  if (identity.kind === 'Stranger') return await press.reply(plain(strangerMessage(identity)));
  const shown = await answer(services, { userId, key, text, place, triggerId: null, mayShare: false });
  if (shown) await press.share(shown);
}

/** A button stands for what would be typed: a form that could not be opened where it was typed, or a look-up. */
async function openForm(services: Services, press: Press): Promise<void> {
  const { userId, key, value: text = '', channel: place, triggerId } = press;
  const shown = await answer(services, { userId, key, text, place, triggerId, mayShare: false });
  if (shown) await press.reply(shown);
}
