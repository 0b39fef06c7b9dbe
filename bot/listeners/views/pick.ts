import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { sentence as assignmentSentence } from '../../cards/assignment.ts';
import { sentence as handoverSentence } from '../../cards/handover.ts';
import { modelCard } from '../../cards/model.ts';
import { noticeForm } from '../../cards/notice-form.ts';
import { pickActions, pickForms, pickNote, versionBlock } from '../../cards/pick-forms.ts';
import { plain, refusal } from '../../cards/say.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { safeLine } from '../../text.ts';
import type { Asker } from '../commands/asker.ts';
import { prepare } from '../commands/promote.ts';
import { noChoice } from '../options/options.ts';
import { typedIn } from './form.ts';
import { updateModal } from './ready.ts';
import type { Submission, SubmittedView } from './submission.ts';

/** What somebody chose in one of the forms; empty where it does not ask for it. */
interface Chosen {
  model: string;
  version: string;
  environment: string;
  role: string;
  principal: string;
  note: string;
}

type Run = (asker: Asker, chosen: Chosen, submission: Submission) => Promise<void>;

function chosenIn(view: ViewOutput): Chosen {
  const { values } = view.state;
  const version = versionBlock(modelOf(view));
  const of = (block: string, action: string) => values[block]?.[action]?.selected_option?.value ?? '';
  return {
    model: of('model', pickActions.model),
    version: of(version, pickActions.version),
    environment: of('environment', pickActions.environment),
    role: of('role', pickActions.role),
    principal: of('principal', pickActions.principal),
    note: typedIn(view, 'note'),
  };
}

function modelOf({ private_metadata: metadata }: ViewOutput): string | null {
  return pickNote.safeParse(JSON.parse(metadata)).data?.model ?? null;
}

/** A line that says something is no choice. */
function check(view: ViewOutput): Record<string, string> | null {
  const wrong = Object.entries(view.state.values).filter(([, block]) =>
    Object.values(block).some(({ selected_option: option }) => option?.value === noChoice),
  );
  return wrong.length === 0 ? null : Object.fromEntries(wrong.map(([block]) => [block, 'Choose one of the list.']));
}

const lookUp: Run = async ({ ask, services }, { model: id }, { view }) => {
  const { model } = await ask('ReadModel', { id });
  const { callbackId, title } = pickForms.find;
  const shown = model
    ? { ...noticeForm({ callbackId, title }, ' '), blocks: modelCard(model, null).blocks }
    : noticeForm({ callbackId, title }, 'There is no such model that you can see.');
  await updateModal(services.live, view.id, shown);
};

const askForPromotion: Run = async (asker, { model, version, environment }, { view }) => {
  const prepared = await prepare(asker, { verb: 'promote', model, version, environment });
  const shown = prepared.kind === 'Form' ? prepared.view : noticeForm(pickForms.promote, prepared.shown.text);
  await updateModal(asker.services.live, view.id, shown);
};

const offer: Run = async ({ ask, key }, { model, version, principal: toId, note }, { reply }) => {
  const input = { model, version, toId, ...(note && { note }), idempotencyKey: key };
  const { offerHandover } = await ask('OfferHandover', { input });
  if (offerHandover?.problem) return await reply(refusal(offerHandover.problem));
  const { handover } = offerHandover ?? {};
  await reply(plain(handover ? `${handoverSentence(handover)} Its number is ${safeLine(handover.id, 64)}.` : unread));
};

const propose: Run = async ({ ask, key }, { model, role, principal, note }, { reply }) => {
  const scope = { scope: 'MODEL' as const, model, ...(note && { scopeOfWork: note }) };
  const input = { roleKey: role, assigneeId: principal, ...scope, idempotencyKey: key };
  const { proposeAssignment } = await ask('Propose', { input });
  if (proposeAssignment?.problem) return await reply(refusal(proposeAssignment.problem));
  const { assignment } = proposeAssignment ?? {};
  await reply(plain(assignment ? assignmentSentence(assignment) : unread));
};

const unread = 'This was done, but it cannot be shown just now.';

/** What happens when one of the forms is sent; `then`: what stands in its place until the next form is ready. */
function submitted(run: Run, then?: ModalView): SubmittedView {
  return {
    check,
    ...(then && { then }),
    run: async (services, submission) => {
      const asker = await askerOf(services, submission);
      if (asker) await run(asker, chosenIn(submission.view), submission);
    },
  };
}

async function askerOf(services: Services, submission: Submission): Promise<Asker | null> {
  const { userId, key, view, reply } = submission;
  const person = await services.people.identify(userId);
  if (person.kind === 'Stranger') {
    await reply(plain(strangerMessage(person)));
    return null;
  }
  const place = pickNote.safeParse(JSON.parse(view.private_metadata)).data?.channel ?? null;
  return { services, person, ask: services.graph.as(userId), key, share: null, place, triggerId: null };
}

const waiting = 'One moment: this is being read.';

/** The forms in which everything is chosen, by their callback_id. */
export const pickViews: Readonly<Record<string, SubmittedView>> = {
  [pickForms.find.callbackId]: submitted(lookUp, noticeForm(pickForms.find, waiting)),
  [pickForms.promote.callbackId]: submitted(askForPromotion, noticeForm(pickForms.promote, waiting)),
  [pickForms.handover.callbackId]: submitted(offer),
  [pickForms.assign.callbackId]: submitted(propose),
};
