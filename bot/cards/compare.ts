import type { KnownBlock } from '@slack/types';
import type { ValueChangeView, WholeComparison } from '../answers/compare.ts';
import type { EvaluationChangeView } from '../answers/promotion.ts';
import { fitting, safeLine } from '../text.ts';
import { bold, code, groupsThatFit, type Shown, section } from './blocks.ts';
import { chart } from './charts.ts';
import { breakingText, changesText } from './comparison.ts';
import { type Share, sharing } from './model.ts';
import { inWords } from './names.ts';

/** A model by its names. */
export interface ComparedModel {
  name: string;
  title: string;
}

// Slack takes about 13,200 characters of blocks in all; a chart takes up to 3,500 and a share button 2,000 of them.
const textsMost = 6500;

/** Two versions of a model side by side: whether callers break, what differs, and the figures as a chart. */
export function compareCard(model: ComparedModel, compared: WholeComparison, share: Share): Shown {
  const { left, right, breaking } = compared;
  const versions = `version ${safeLine(left.version, 64)} and version ${safeLine(right.version, 64)}`;
  const verdict = breaking
    ? breakingText(compared)
    : `Who calls version ${safeLine(left.version, 64)} can call version ${safeLine(right.version, 64)}.`;
  const texts = [
    changesText(compared, 2400),
    others('Settings', compared.hyperparameters),
    others('Assumptions', compared.assumptions),
    others('Training data', compared.trainingData),
  ].filter(text => text !== '');
  const title = `${bold(model.title)} (${safeLine(model.name, 128)}): ${versions}`;
  return {
    text: `${safeLine(model.title)} (${safeLine(model.name, 128)}): ${versions} compared. ${plainVerdict(compared)}`,
    blocks: [
      section(`${title}\n${verdict}`),
      ...groupsThatFit(
        texts.map(text => [section(text)]),
        textsMost,
      ).flat(),
      ...figures(compared),
      ...sharing(share),
    ],
  };
}

function plainVerdict({ left, breaking }: WholeComparison): string {
  const who = `Who calls version ${safeLine(left.version, 64)}`;
  return breaking ? `${who} has to change.` : `${who} need not change.`;
}

function others(title: string, changes: readonly ValueChangeView[]): string {
  if (changes.length === 0) return '';
  return `*${title}*\n${fitting(changes.map(changeLine), 1200)}`;
}

function changeLine({ name, change, before, after }: ValueChangeView): string {
  const what = code(name, 80);
  if (change === 'ADDED') return `• ${what} added${after ? `: ${written(after)}` : ''}`;
  if (change === 'REMOVED') return `• ${what} removed${before ? ` (was ${written(before)})` : ''}`;
  return `• ${what}: ${written(before ?? 'nothing')} before, ${written(after ?? 'nothing')} now`;
}

/** A value; a word of the graph such as BROKEN is written as people write it. */
function written(text: string): string {
  return /^[A-Z_]+$/.test(text) ? inWords(text) : safeLine(text, 160);
}

/** The figures both versions have, as bars: those between 0 and 1, which one axis can hold. */
function figures({ left, right, evaluations }: WholeComparison): KnownBlock[] {
  const shares = evaluations.filter(each => isShare(each.left) && isShare(each.right));
  return chart({
    ...{ type: 'bar', title: `Version ${left.version} and ${right.version}` },
    categories: shares.map(nameOf),
    series: [
      { name: `Version ${left.version}`, values: shares.map(each => each.left) },
      { name: `Version ${right.version}`, values: shares.map(each => each.right) },
    ],
  });
}

function isShare(value: number | null): boolean {
  return value !== null && value >= 0 && value <= 1;
}

function nameOf({ metric, split }: EvaluationChangeView): string {
  return split ? `${metric} ${split}` : metric;
}
