import type { HomeView, KnownBlock } from '@slack/types';
import type { MineView } from '../answers/mine.ts';
import { alertEntry } from './alert.ts';
import { assignmentCard } from './assignment.ts';
import { context, groupsThatFit, header, type Shown, section } from './blocks.ts';
import { modelLine } from './model.ts';
import { promotionEntry } from './promotion.ts';
import { fairly, type Room } from './share.ts';

/** What waits for somebody, with buttons, and the models they answer for. from: the list as it would be typed. */
export function mineCard(mine: MineView, from: string): Shown {
  const models = mine.models?.totalCount ?? 0;
  return { text: `${waitingText(mine)}; you answer for ${models} models.`, blocks: mineBlocks(mine, inMessage, from) };
}

/** The same as the home tab. */
export function homeView(mine: MineView): HomeView {
  const help = context('Write `/handoff help` anywhere to see what can be asked.');
  return { type: 'home', blocks: [...mineBlocks(mine, onHome), help] };
}

/** A home tab that only says something. */
export function plainHome(message: string): HomeView {
  return { type: 'home', blocks: [section(message)] };
}

// Slack takes 50 blocks and about 13,200 characters of them in a message, 100 blocks on a home tab.
const inMessage: Room = { blocks: 32, characters: 7500 };
const onHome: Room = { blocks: 80, characters: 60_000 };
const modelsMost = 4500;

function waitingText({ me }: MineView): string {
  const parts = [
    ...counted(me?.assignments?.totalCount, 'role to answer for', 'roles to answer for'),
    ...counted(me?.decisions?.totalCount, 'promotion to decide', 'promotions to decide'),
    ...counted(me?.openAlerts?.totalCount, 'open alert', 'open alerts'),
  ];
  return parts.length === 0 ? 'Nothing waits for you' : `Waiting for you: ${parts.join(', ')}`;
}

function counted(number: number | undefined, one: string, many: string): string[] {
  return number ? [`${number} ${number === 1 ? one : many}`] : [];
}

function mineBlocks({ me, models }: MineView, room: Room, from?: string): KnownBlock[] {
  const { assignments, decisions, openAlerts } = me ?? {};
  const kinds = [
    (assignments?.nodes ?? []).map(each => assignmentCard(each, from).blocks),
    (decisions?.nodes ?? []).map(each => promotionEntry(each, from)),
    (openAlerts?.nodes ?? []).map(each => alertEntry(each, from)),
  ];
  const waiting = fairly(kinds, room).flat();
  const total = [assignments, decisions, openAlerts].reduce((sum, page) => sum + (page?.totalCount ?? 0), 0);
  const owned = (models?.nodes ?? []).slice(0, 10).map(model => [section(modelLine(model))]);
  const mine = groupsThatFit(owned, modelsMost);
  return [
    header('Waiting for you'),
    ...orSay(waiting, 'Nothing waits for you.'),
    ...more(total, waiting.length),
    ...(decisions === null ? [context('Promotions cannot be read just now.')] : []),
    ...(openAlerts === null ? [context('Alerts cannot be read just now.')] : []),
    header('Your models'),
    ...orSay(mine, 'You answer for no model yet.'),
    ...moreModels(models?.totalCount ?? 0, mine.length),
  ];
}

function orSay(groups: KnownBlock[][], nothing: string): KnownBlock[] {
  return groups.length === 0 ? [section(nothing)] : groups.flat();
}

function more(total: number, shown: number): KnownBlock[] {
  const lists = 'Write `pending` or `alerts` to see the others of a kind.';
  return total > shown ? [context(`In all ${total} wait for you; ${shown} are shown. ${lists}`)] : [];
}

function moreModels(total: number, shown: number): KnownBlock[] {
  return total > shown ? [context(`In all you answer for ${total} models; the first ${shown} are shown.`)] : [];
}
