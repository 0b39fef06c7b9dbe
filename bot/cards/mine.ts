import type { HomeView, KnownBlock } from '@slack/types';
import type { AssignmentView, MineView, ModelLine } from '../answers.ts';
import { assignmentCard } from './assignment.ts';
import { context, header, type Shown, section } from './blocks.ts';
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

function mineBlocks({ me, models }: MineView): KnownBlock[] {
  return [
    header('Waiting for you'),
    ...waitingBlocks(me?.assignments?.nodes ?? []),
    header('Your models'),
    ...modelBlocks(models?.nodes ?? []),
    ...more(me?.assignments?.totalCount ?? 0, models?.totalCount ?? 0),
  ];
}

function waitingBlocks(assignments: AssignmentView[]): KnownBlock[] {
  if (assignments.length === 0) return [section('Nothing waits for your answer.')];
  return assignments.slice(0, shownAtMost).flatMap(assignment => assignmentCard(assignment).blocks);
}

function modelBlocks(models: ModelLine[]): KnownBlock[] {
  if (models.length === 0) return [section('You answer for no model yet.')];
  return models.slice(0, shownAtMost).map(model => section(modelLine(model)));
}

function more(waiting: number, models: number): KnownBlock[] {
  if (waiting <= shownAtMost && models <= shownAtMost) return [];
  return [context(`In all ${waiting} wait for you, and you answer for ${models} models.`)];
}
