import type { HomeView, KnownBlock } from '@slack/types';
import type { MineView } from '../answers/mine.ts';
import type { TellingView } from '../answers/telling.ts';
import { adviceCard } from './advice.ts';
import { alertEntry } from './alert.ts';
import { askedFor } from './asked-for.ts';
import { assignmentCard } from './assignment.ts';
import { context, groupsThatFit, header, type Shown, section } from './blocks.ts';
import { handoverCard } from './handover.ts';
import { healthLine } from './health.ts';
import { modelLine } from './model.ts';
import { tellingBlocks } from './preferences.ts';
import { promotionEntry } from './promotion.ts';
import { fairly, type Room } from './share.ts';

/** What waits for somebody, with buttons, and the models they answer for. from: the list as it would be typed. */
export function mineCard(mine: MineView, from: string): Shown {
  const models = mine.models?.totalCount ?? 0;
  return { text: `${waitingText(mine)}; you answer for ${models} models.`, blocks: mineBlocks(mine, inMessage, from) };
}

/** The same as the home tab, and when they are told and how telling goes; telling null: left out. */
export function homeView(mine: MineView, telling: TellingView | null = null): HomeView {
  const help = context('Write `/handoff help` anywhere to see what can be asked.');
  return { type: 'home', blocks: [...mineBlocks(mine, onHome), ...(telling ? tellingBlocks(telling) : []), help] };
}

/** A home tab that only says something. */
export function plainHome(message: string): HomeView {
  return { type: 'home', blocks: [section(message)] };
}

// Slack takes 50 blocks and about 13,200 characters of them in a message, 100 blocks on a home tab.
const inMessage: Room = { blocks: 32, characters: 6800 };
const onHome: Room = { blocks: 74, characters: 60_000 };
const modelsMost = 3500;

function waitingText({ me }: MineView): string {
  const parts = [
    ...counted(me?.assignments?.totalCount, 'role to answer for', 'roles to answer for'),
    ...counted(me?.decisions?.totalCount, 'promotion to decide', 'promotions to decide'),
    ...counted(me?.handovers?.length, 'version to take over', 'versions to take over'),
    ...counted(me?.openAlerts?.totalCount, 'open alert', 'open alerts'),
    ...counted(me?.openAdvice?.length, 'advice to decide', 'pieces of advice to decide'),
  ];
  return parts.length === 0 ? 'Nothing waits for you' : `Waiting for you: ${parts.join(', ')}`;
}

function counted(number: number | undefined, one: string, many: string): string[] {
  return number ? [`${number} ${number === 1 ? one : many}`] : [];
}

function mineBlocks(mine: MineView, room: Room, from?: string): KnownBlock[] {
  const { me, models } = mine;
  const { assignments, decisions, openAlerts, handovers, openAdvice } = me ?? {};
  const kinds = [
    (assignments?.nodes ?? []).map(each => assignmentCard(each, from).blocks),
    (decisions?.nodes ?? []).map(each => promotionEntry(each, from)),
    (handovers ?? []).map(each => handoverCard(each, from).blocks),
    (openAlerts?.nodes ?? []).map(each => alertEntry(each, from)),
    (openAdvice ?? []).map(each => adviceCard(each, from).blocks),
  ];
  const waiting = fairly(kinds, room).flat();
  const lists = [assignments, decisions, openAlerts].reduce((sum, page) => sum + (page?.totalCount ?? 0), 0);
  const total = lists + (handovers?.length ?? 0) + (openAdvice?.length ?? 0);
  const owned = (models?.nodes ?? []).slice(0, 10).map(model => [section(modelLine(model, healthLine(model.health)))]);
  const shown = groupsThatFit(owned, modelsMost);
  return [
    header('Waiting for you'),
    ...orSay(waiting, 'Nothing waits for you.'),
    ...more(total, waiting.length),
    ...unreadOf({ Promotions: decisions, Alerts: openAlerts, Advice: openAdvice }),
    ...askedFor(mine),
    header('Your models'),
    ...orSay(shown, 'You answer for no model yet.'),
    ...moreModels(models?.totalCount ?? 0, shown.length),
  ];
}

/** What cannot be read just now is said: null, not an empty list. */
function unreadOf(lists: Readonly<Record<string, unknown>>): KnownBlock[] {
  const unread = Object.entries(lists).filter(([, list]) => list === null);
  return unread.map(([name]) => context(`${name} cannot be read just now.`));
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
