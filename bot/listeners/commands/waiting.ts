import { sentence } from '../../cards/alert-words.ts';
import type { Shown } from '../../cards/blocks.ts';
import { alertList, pendingCard } from '../../cards/lists.ts';
import { plain, refusal } from '../../cards/say.ts';
import { type Command, written } from '../../grammar.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

/** `pending`: what waits for the asker's decision. */
export async function showPending({ ask }: Asker, command: Extract<Command, { verb: 'pending' }>): Promise<Shown> {
  const { me } = await ask('ReadPending', {});
  return pendingCard(me?.decisions ?? null, written(command));
}

/** `alerts`: the open alerts that are the asker's, or those of a model. */
export async function showAlerts({ ask }: Asker, command: Extract<Command, { verb: 'alerts' }>): Promise<Shown> {
  if (command.model === null) {
    const { me } = await ask('ReadMyAlerts', {});
    return alertList(me?.openAlerts ?? null, 'yours to handle', written(command));
  }
  const meant = await modelNamed(ask, command.model);
  if (meant.kind === 'Unclear') return unclear(meant);
  const { id, name } = meant.model;
  const { model } = await ask('ReadModelAlerts', { id });
  return alertList(model?.alerts ?? null, `of ${name}`, written({ verb: 'alerts', model: name }));
}

/** `silence`: keeps an alert quiet for a while; its cards follow. */
export async function silence(asker: Asker, command: Extract<Command, { verb: 'silence' }>): Promise<Shown> {
  const { alertId, minutes, reason } = command;
  const input = { alertId, minutes, reason, idempotencyKey: asker.key };
  const { silenceAlert } = await asker.ask('Silence', { input });
  if (silenceAlert?.problem) return refusal(silenceAlert.problem);
  await asker.services.drawer.follow(alertId);
  if (!silenceAlert?.alert) return plain('This was done, but it cannot be shown just now.');
  return plain(sentence(silenceAlert.alert));
}
