import type { HomeView, KnownBlock } from '@slack/types';
import type { AssignmentView, MineView } from '../answers.ts';
import { assignmentCard } from './assignment.ts';
import { context, groupsThatFit, header, type Shown, section } from './blocks.ts';
import { modelLine } from './model.ts';

const shownAtMost = 10;

/** What waits for somebody, with buttons, and the models they answer for. */
export function mineCard(mine: MineView): Shown {
  const waiting = mine.me?.assignments?.totalCount ?? 0;
  const models = mine.models?.totalCount ?? 0;
  const text = `${waiting === 0 ? 'Nothing waits' : `${waiting} to answer wait`} for you; you answer for ${models} models.`;
  return { text, blocks: mineBlocks(mine) };
}

/** The same as the home tab. */
export function homeView(mine: MineView): HomeView {
  const help = context('Write `/handoff help` anywhere to see what can be asked.');
  return { type: 'home', blocks: [...mineBlocks(mine), help] };
}

/** A home tab that only says something. */
export function plainHome(message: string): HomeView {
  return { type: 'home', blocks: [section(message)] };
}

// Slack takes about 13,200 characters of blocks in all.
const waitingMost = 7500;
const modelsMost = 4500;

function mineBlocks({ me, models }: MineView): KnownBlock[] {
  const waiting = waitingGroups(me?.assignments?.nodes ?? []);
  const owned = (models?.nodes ?? []).slice(0, shownAtMost).map(model => [section(modelLine(model))]);
  const mine = groupsThatFit(owned, modelsMost);
  return [
    header('Waiting for you'),
    ...orSay(waiting, 'Nothing waits for your answer.'),
    header('Your models'),
    ...orSay(mine, 'You answer for no model yet.'),
    ...more(me?.assignments?.totalCount ?? 0, waiting.length),
    ...moreModels(models?.totalCount ?? 0, mine.length),
  ];
}

function waitingGroups(assignments: AssignmentView[]): KnownBlock[][] {
  const cards = assignments.slice(0, shownAtMost).map(assignment => assignmentCard(assignment).blocks);
  return groupsThatFit(cards, waitingMost);
}

function orSay(groups: KnownBlock[][], nothing: string): KnownBlock[] {
  return groups.length === 0 ? [section(nothing)] : groups.flat();
}

function more(total: number, shown: number): KnownBlock[] {
  return total > shown ? [context(`In all ${total} wait for you; the first ${shown} are shown.`)] : [];
}

function moreModels(total: number, shown: number): KnownBlock[] {
  return total > shown ? [context(`In all you answer for ${total} models; the first ${shown} are shown.`)] : [];
}
