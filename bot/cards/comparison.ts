import type { ComparisonView, EvaluationChangeView, FieldChangeView } from '../answers/promotion.ts';
import { fitting, safeLine } from '../text.ts';
import { code } from './blocks.ts';

/** What is said where the two versions cannot be compared. */
export const unread = 'What changes cannot be read just now.';

/** What changes from one version to the next, what breaks callers first; at most `most` characters. */
export function changesText({ left, features, labels, evaluations }: ComparisonView, most: number): string {
  const fields = [...marked(features, 'input'), ...marked(labels, 'output')];
  const breaking = fields.filter(({ field }) => field.breaking);
  const other = fields.filter(({ field }) => !field.breaking);
  const lines = [...breaking.map(fieldLine), ...other.map(fieldLine), ...evaluations.map(evaluationLine)];
  const title = `*What changes since version ${safeLine(left.version, 64)}*`;
  return lines.length === 0 ? `${title}\nNothing that is catalogued.` : `${title}\n${fitting(lines, most)}`;
}

/** The names of what breaks callers, in one line of at most a few names; empty when nothing does. */
export function breakingText({ left, breaking, features, labels }: ComparisonView): string {
  if (!breaking) return '';
  const names = [...features, ...labels].filter(field => field.breaking).map(field => code(field.name, 40));
  const shown = names.slice(0, 6).join(', ');
  const more = names.length > 6 ? ` and ${names.length - 6} more` : '';
  return `*Breaking:* who calls version ${safeLine(left.version, 64)} has to change${shown ? `: ${shown}${more}` : ''}.`;
}

interface Marked {
  field: FieldChangeView;
  what: 'input' | 'output';
}

function marked(fields: readonly FieldChangeView[], what: Marked['what']): Marked[] {
  return fields.map(field => ({ field, what }));
}

const changes: Record<FieldChangeView['change'], (field: FieldChangeView) => string> = {
  ADDED: ({ after }) => `added${after ? ` (${safeLine(after, 80)})` : ''}`,
  REMOVED: ({ before }) => `removed${before ? ` (was ${safeLine(before, 80)})` : ''}`,
  CHANGED: ({ before, after }) =>
    `changed from ${safeLine(before ?? 'nothing', 80)} to ${safeLine(after ?? 'nothing', 80)}`,
};

function fieldLine({ field, what }: Marked): string {
  return `• ${field.breaking ? 'Breaking: ' : ''}${what} ${code(field.name)} ${changes[field.change](field)}`;
}

function evaluationLine(evaluation: EvaluationChangeView): string {
  const { metric, dataset, split, left, right, leftText, rightText } = evaluation;
  const on = [split, dataset].flatMap(each => (each ? [safeLine(each, 60)] : []));
  const where = on.length > 0 ? ` (${on.join(', ')})` : '';
  return `• ${safeLine(metric, 60)}${where}: ${said(left, leftText)} before, ${said(right, rightText)} now${verdict(evaluation)}`;
}

/** A figure, or in what words it was given where it is no plain number; on other data it was not measured. */
function said(value: number | null, text: string | null): string {
  if (value !== null) return figure(value);
  return text === null ? 'not measured' : safeLine(text, 80);
}

function verdict({ better, significant }: EvaluationChangeView): string {
  if (better === null) return '';
  const how = better ? 'better' : 'worse';
  if (significant === null) return `, ${how}`;
  return `, ${how}, ${significant ? 'more than chance explains' : 'which may be chance'}`;
}

/** A number as people read it, with four digits that count; null: not known. */
export function figure(value: number | null): string {
  return value === null || !Number.isFinite(value) ? 'unknown' : String(Number(value.toPrecision(4)));
}
