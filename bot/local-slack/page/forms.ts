import { controlsOf, type Placed } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { type Delivery, nothingToDeliver } from '../deliver.ts';
import { findMessage, remove } from '../messages.ts';
import { click } from '../people/click.ts';
import { runCommand } from '../people/command.ts';
import { keepsState } from '../people/control-state.ts';
import { changeGroup } from '../people/group.ts';
import { closeView, submit } from '../people/modal.ts';
import { say } from '../people/say.ts';
import { useShortcut } from '../people/shortcut.ts';
import { offeredIn, suggest } from '../people/suggest.ts';
import { touch } from '../workspace.ts';
import { complaintsAbout } from './complaints.ts';
import type { Notice } from './notices.ts';
import { type Pressed, pressedIn } from './pressed.ts';
import { fieldName } from './render-control.ts';
import type { PageState } from './state.ts';
import type { Where } from './where.ts';
import { planWireFault } from './wire-faults.ts';

/** A form somebody sent. */
export interface Sent {
  core: Core;
  state: PageState;
  where: Where;
  fields: URLSearchParams;
}

/** What came of a form: how the delivery went, what to say, or a question to ask first (as fields of the address). */
export interface Outcome {
  delivery: Delivery;
  notice?: Notice;
  ask?: Record<string, string>;
}

/** What each form of the page does, by the last part of its address. */
export const forms: Record<string, (sent: Sent) => Promise<Outcome>> = {
  send,
  act,
  suggest: lookUp,
  submit: submitModal,
  close,
  dismiss,
  shortcut,
  fault: planFault,
  group: joinOrLeave,
};

const nothing: Outcome = { delivery: nothingToDeliver };

async function send({ core, where, fields }: Sent): Promise<Outcome> {
  const text = (fields.get('try') ?? fields.get('text') ?? '').trim();
  if (text === '' || !where.channel?.members.includes(where.person.id)) return nothing;
  const threadTs = fields.get('thread') ?? undefined;
  const typed = { userId: where.person.id, channelId: where.channel.id, text, threadTs };
  if (!text.startsWith('/')) return { delivery: await say(core, typed) };
  if (!/^\/handoff\b/.test(text)) return { ...nothing, notice: 'unknown-command' };
  return { delivery: await runCommand(core, typed) };
}

/** Who one is comes into a user group or leaves it, as somebody in Slack would change it. */
async function joinOrLeave({ core, where, fields }: Sent): Promise<Outcome> {
  const group = core.workspace.groups.get(fields.get('group') ?? '');
  if (!group) return { ...nothing, notice: 'gone' };
  const { id, users } = group;
  const me = where.person.id;
  await changeGroup(core, { id, users: users.includes(me) ? users.filter(user => user !== me) : [...users, me] });
  return nothing;
}

async function act(sent: Sent): Promise<Outcome> {
  const pressed = pressedIn(sent);
  if (!pressed) return { ...nothing, notice: 'gone' };
  const { placed, place, which } = pressed;
  const chosen = sent.fields.get('chosen') ?? sent.fields.get(fieldName(placed)) ?? '';
  if (placed.element.type !== 'button' && chosen === '') return { ...nothing, notice: 'choose' };
  if (placed.element.confirm && !sent.fields.has('confirmed')) return { ...nothing, ask: question(sent, chosen) };
  const entered = 'viewId' in place ? remember(sent, place.viewId) : {};
  const value = placed.element.type === 'button' ? placed.element.value : chosen;
  const key = `${sent.where.person.id} ${'ts' in place ? place.ts : ''}`;
  const offered = sent.state.offered.get(key)?.[which.actionId];
  const press = { userId: sent.where.person.id, place, ...which, value, entered, offered };
  return { delivery: await click(sent.core, press) };
}

function question({ fields }: Sent, chosen: string): Record<string, string> {
  const kept = ['ts', 'view', 'press'].map((key): [string, string] => [key, fields.get(key) ?? '']);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== '')), chosen, ask: '1' };
}

async function lookUp(sent: Sent): Promise<Outcome> {
  const pressed = pressedIn(sent);
  if (!pressed) return { ...nothing, notice: 'gone' };
  const { placed, place, which } = pressed;
  if ('viewId' in place) remember(sent, place.viewId);
  const typed = sent.fields.get(`?${fieldName(placed)}`) ?? '';
  const delivery = await suggest(sent.core, { userId: sent.where.person.id, place, actionId: which.actionId, typed });
  if (!('viewId' in place)) keepOffered(sent, pressed, delivery);
  return { delivery };
}

function keepOffered({ state, where }: Sent, { place, which }: Pressed, delivery: Delivery): void {
  const key = `${where.person.id} ${'ts' in place ? place.ts : ''}`;
  state.offered.set(key, { ...state.offered.get(key), [which.actionId]: offeredIn(delivery.payload) });
}

async function submitModal(sent: Sent): Promise<Outcome> {
  const viewId = sent.fields.get('view') ?? '';
  const open = ownModal(sent, viewId);
  if (!open) return { ...nothing, notice: 'gone' };
  const entered = remember(sent, viewId);
  open.errors = complaintsAbout(open.view.blocks, placed => entered[fieldName(placed).slice(2)] ?? []);
  if (Object.keys(open.errors).length > 0) return nothing;
  return { delivery: await submit(sent.core, { userId: open.userId, viewId }, entered) };
}

async function close(sent: Sent): Promise<Outcome> {
  const open = ownModal(sent, sent.fields.get('view') ?? '');
  if (!open) return nothing;
  return { delivery: await closeView(sent.core, { userId: open.userId, viewId: open.view.id }) };
}

async function shortcut({ core, where, fields }: Sent): Promise<Outcome> {
  const callbackId = fields.get('shortcut') ?? '';
  const known = core.settings.shortcuts.find(each => each.callbackId === callbackId);
  const on = { channel: where.channel?.id ?? '', ts: fields.get('ts') ?? '' };
  const gone = known?.type === 'message' && !findMessage(core.workspace, on);
  if (!known || gone) return { ...nothing, notice: 'gone' };
  const use = { userId: where.person.id, callbackId, ...(known.type === 'message' && { on }) };
  return { delivery: await useShortcut(core, use) };
}

async function planFault({ core, fields }: Sent): Promise<Outcome> {
  planWireFault(core, fields.get('fault') ?? '');
  return nothing;
}

async function dismiss({ core, where, fields }: Sent): Promise<Outcome> {
  const at = { channel: where.channel?.id ?? '', ts: fields.get('ts') ?? '' };
  const message = findMessage(core.workspace, at);
  if (message?.ephemeralTo === where.person.id) remove(core.workspace, message);
  return nothing;
}

function ownModal({ core, where }: Sent, viewId: string) {
  const open = core.workspace.views.get(viewId);
  return open?.userId === where.person.id ? open : undefined;
}

/** Keeps what was typed into a modal, so that it is still there when the modal shows again. */
function remember(sent: Sent, viewId: string): Record<string, string[]> {
  const open = ownModal(sent, viewId);
  if (!open) return {};
  const controls = controlsOf(open.view.blocks).filter(({ element }) => keepsState(element));
  const values = Object.fromEntries(controls.map(placed => [fieldName(placed).slice(2), valuesIn(sent, placed)]));
  const searches = [...sent.fields].filter(([name]) => name.startsWith('?')).map(([name, value]) => [name, [value]]);
  open.typed = { ...values, ...Object.fromEntries(searches) };
  touch(sent.core.workspace);
  return values;
}

function valuesIn({ fields }: Sent, placed: Placed): string[] {
  return fields.getAll(fieldName(placed)).filter(value => value !== '');
}
