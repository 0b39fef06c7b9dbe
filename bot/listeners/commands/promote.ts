import { setTimeout as sleep } from 'node:timers/promises';
import { nearest } from '@handoff/kit/settings/nearest';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { z } from 'zod';
import type { PromotableView } from '../../answers/promotion.ts';
import { button, controls, type Shown, section } from '../../cards/blocks.ts';
import { noticeForm, openFormAction, type Proposal, promoteForm } from '../../cards/promote-form.ts';
import { plain } from '../../cards/say.ts';
import { slackError } from '../../clients.ts';
import { type Command, written } from '../../grammar.ts';
import { safeLine } from '../../text.ts';
import { openModal } from '../views/open.ts';
import type { promoteMetadata } from '../views/promote-note.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

type PromoteCommand = Extract<Command, { verb: 'promote' }>;

/** What a form can be made of, or what to say because there is none. */
type Prepared = { kind: 'Form'; view: ModalView } | { kind: 'Said'; shown: Shown };

/** A form may be opened for three seconds after somebody asked; the graph gets half of them. */
const patienceMs = 1_500;

/** `promote`: opens the form with what changes and what stands in the way; where none can be opened, a button for it. */
export async function promote(asker: Asker, command: PromoteCommand): Promise<Shown | null> {
  const { triggerId } = asker;
  if (triggerId === null) return formButton(command, 'This is asked for in a form.');
  const preparing = prepare(asker, command);
  const early = await Promise.race([preparing, sleep(patienceMs, null)]);
  if (early?.kind === 'Said') return early.shown;
  const { live } = asker.services;
  const inTime = early
    ? (await openModal(live, triggerId, early.view)) !== null
    : await fillIn(live, triggerId, preparing);
  return inTime ? null : formButton(command, 'The form could not be opened in time.');
}

/** Opens a form that asks to wait, and fills it in once the graph has answered; false when it could not be opened. */
async function fillIn(live: WebClient, triggerId: string, preparing: Promise<Prepared>): Promise<boolean> {
  const waiting = noticeForm('One moment: the checks are being made.');
  const [opened, late] = await Promise.allSettled([openModal(live, triggerId, waiting), preparing]);
  if (opened.status === 'rejected') throw opened.reason;
  if (opened.value !== null)
    await update(live, opened.value, late.status === 'fulfilled' ? viewOf(late.value) : gaveUp);
  if (late.status === 'rejected') throw late.reason;
  return opened.value !== null;
}

const gaveUp = noticeForm('The checks cannot be made just now. Close this: you will be told once they can.');

function viewOf(prepared: Prepared): ModalView {
  return prepared.kind === 'Form' ? prepared.view : noticeForm(prepared.shown.text);
}

async function update(live: WebClient, viewId: string, view: ModalView): Promise<void> {
  try {
    await live.views.update({ view_id: viewId, view });
  } catch (error) {
    // Somebody closed it meanwhile.
    if (slackError(error) !== 'not_found') throw error;
  }
}

function formButton(command: PromoteCommand, why: string): Shown {
  const text = `${why} Press “Open the form” to see what changes and what stands in the way.`;
  const open = button('Open the form', { action: openFormAction, value: written(command), style: 'primary' });
  return { text, blocks: [section(text), ...controls([open])] };
}

async function prepare(asker: Asker, command: PromoteCommand): Promise<Prepared> {
  const found = await read(asker, command, byName(command.model));
  if (found.model) return await checked(asker, command, found);
  const meant = await modelNamed(asker.ask, command.model);
  if (meant.kind === 'Unclear') return { kind: 'Said', shown: unclear(meant) };
  return await checked(asker, command, await read(asker, command, { id: meant.model.id }));
}

type Found = Awaited<ReturnType<typeof read>>;

function byName(named: string): { id: string } | { name: string } {
  return named.startsWith('mdl_') ? { id: named } : { name: named.toLowerCase() };
}

async function read({ ask }: Asker, { version, environment }: PromoteCommand, by: { id: string } | { name: string }) {
  return await ask('ReadPromotable', { ...by, version, environment });
}

async function checked(asker: Asker, command: PromoteCommand, found: Found): Promise<Prepared> {
  const { model, environments } = found;
  if (!model) return said('This model cannot be read just now. Please try again in a minute.');
  const places = environments ?? [];
  const environment = places.find(({ name }) => name === command.environment);
  const spelled = places.find(({ name, title }) => [name, title].some(each => same(each, command.environment)));
  if (!environment && spelled) {
    const right = { ...command, environment: spelled.name };
    return await checked(asker, right, await read(asker, right, { id: model.id }));
  }
  if (!model.version) return said(noVersion(model, command.version));
  if (!environment) return said(noEnvironment(places, command.environment));
  const { promotionPreview: preview, ...version } = model.version;
  if (!preview) return said('The checks of this promotion cannot be made just now. Please try again in a minute.');
  return { kind: 'Form', view: formOf(asker, { model, version, environment, preview }) };
}

function formOf({ place }: Asker, proposal: Proposal): ModalView {
  const { model, version, environment } = proposal;
  const noted = { channel: place, model: model.id, version: version.id, environment: environment.name };
  return promoteForm(proposal, JSON.stringify(noted satisfies z.infer<typeof promoteMetadata>));
}

function said(text: string): Prepared {
  return { kind: 'Said', shown: plain(text) };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function noVersion({ title, versions, aliases }: PromotableView, typed: string): string {
  const known = [...versions.nodes.map(({ version }) => version), ...aliases.map(({ name }) => name)];
  return `${safeLine(title)} has no version “${safeLine(typed, 64)}”. ${nearestOf(typed, known)}`;
}

function noEnvironment(places: readonly { name: string }[], typed: string): string {
  const known = places.map(({ name }) => name);
  return `There is no environment “${safeLine(typed, 64)}”. ${nearestOf(typed, known)}`;
}

function nearestOf(typed: string, known: readonly string[]): string {
  const close = nearest(typed.toLowerCase(), known);
  if (close !== null) return `Did you mean \`${safeLine(close, 64)}\`?`;
  if (known.length === 0) return 'There is none yet.';
  return `There are: ${known
    .slice(0, 10)
    .map(each => `\`${safeLine(each, 64)}\``)
    .join(', ')}.`;
}
