import type { Shown } from '../../cards/blocks.ts';
import { sentence } from '../../cards/handover.ts';
import { plain, refusal } from '../../cards/say.ts';
import type { Command } from '../../grammar.ts';
import { namedStranger } from '../../people.ts';
import { safeLine } from '../../text.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

/** `handover`: offers a version to somebody. The card comes to them by its own way. */
export async function handover(asker: Asker, command: Extract<Command, { verb: 'handover' }>): Promise<Shown> {
  const meant = await modelNamed(asker.ask, command.model);
  if (meant.kind === 'Unclear') return unclear(meant);
  const identity = await asker.services.people.identify(command.userId);
  if (identity.kind === 'Stranger') return plain(namedStranger(command.userId, identity));
  const { version } = command;
  const input = { model: meant.model.id, version, toId: identity.personId, idempotencyKey: asker.key };
  const { offerHandover } = await asker.ask('OfferHandover', { input });
  if (offerHandover?.problem) return refusal(offerHandover.problem);
  if (!offerHandover?.handover) return plain('This was done, but it cannot be shown just now.');
  const { handover: offered } = offerHandover;
  return plain(`${sentence(offered)} Its number is ${safeLine(offered.id, 64)}.`);
}
