import { nearest } from '@handoff/kit/settings/nearest';
import type { ModalView } from '@slack/types';
import type { z } from 'zod';
import type { VersionNames } from '../../answers/compare.ts';
import { button, code, controls, type Shown, section } from '../../cards/blocks.ts';
import { openFormAction, type Proposal, promoteForm, promoteName } from '../../cards/promote-form.ts';
import { plain } from '../../cards/say.ts';
import { type Command, written } from '../../grammar.ts';
import { safeLine } from '../../text.ts';
import type { promoteMetadata } from '../views/promote-note.ts';
import { openWhenReady, type Prepared } from '../views/ready.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

type PromoteCommand = Extract<Command, { verb: 'promote' }>;

/** `promote`: opens the form with what changes and what stands in the way; where none can be opened, a button for it. */
export async function promote(asker: Asker, command: PromoteCommand): Promise<Shown | null> {
  const { triggerId } = asker;
  if (triggerId === null) return formButton(command, 'This is asked for in a form.');
  const opened = await openWhenReady({
    live: asker.services.live,
    triggerId,
    form: promoteName,
    waiting: 'One moment: the checks are being made.',
    preparing: prepare(asker, command),
  });
  if (opened === 'late') return formButton(command, 'The form could not be opened in time.');
  return opened === 'opened' ? null : opened;
}

function formButton(command: PromoteCommand, why: string): Shown {
  const text = `${why} Press “Open the form” to see what changes and what stands in the way.`;
  const open = button('Open the form', { action: openFormAction, value: written(command), style: 'primary' });
  return { text, blocks: [section(text), ...controls([open])] };
}

/** Reads what the form shows: what changes, what the checks find and who decides. */
export async function prepare(asker: Asker, command: PromoteCommand): Promise<Prepared> {
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

/** What somebody hears who named a version that a model does not have. Safe text. */
export function noVersion({ title, versions, aliases }: VersionNames, typed: string): string {
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
    .map(each => code(each, 64))
    .join(', ')}.`;
}
