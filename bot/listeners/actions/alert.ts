import { alertActions } from '../../cards/alert.ts';
import { type Change, ofAlert } from '../outcome.ts';
import { resolveForm, silenceForm } from '../views/alert.ts';
import { opens } from '../views/form.ts';
import { type Action, changes, onCard } from './on-card.ts';

const acknowledge: Change = async ({ ask, about, key }) =>
  ofAlert((await ask('Acknowledge', { input: { alertId: about.id, idempotencyKey: key } })).acknowledgeAlert);

const unsilence: Change = async ({ ask, about, key }) =>
  ofAlert((await ask('Unsilence', { input: { alertId: about.id, idempotencyKey: key } })).unsilenceAlert);

const rate =
  (useful: boolean): Change =>
  async ({ ask, about, key }) =>
    ofAlert((await ask('Rate', { input: { alertId: about.id, useful, idempotencyKey: key } })).rateAlert);

/** The controls of an alert's card. */
export const alertControls: Readonly<Record<string, Action>> = {
  [alertActions.acknowledge]: onCard(changes(acknowledge)),
  [alertActions.silence]: onCard(opens(silenceForm)),
  [alertActions.unsilence]: onCard(changes(unsilence)),
  [alertActions.resolve]: onCard(opens(resolveForm)),
  [alertActions.useful]: onCard(changes(rate(true))),
  [alertActions.noise]: onCard(changes(rate(false))),
};
