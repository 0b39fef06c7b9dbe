import { type Html, html, type Part } from '@handoff/kit/html';
import { badge, verdict } from '../part/badge.ts';
import { empty, table } from '../part/table.ts';
import { time } from '../part/time.ts';
import { chance, number, percent, words } from '../part/words.ts';
import { histogram } from '../picture/histogram.ts';
import type { Drift, Performance, Quality } from './watch-data.ts';

/** The most features that are drawn; all of them stand in the table. */
const mostPictures = 12;
/** The most lines of a table. */
const mostLines = 200;

/** Which features, predictions and labels changed against the reference: first those that did. */
export function driftHtml(drift: Drift | null): Html {
  if (!drift)
    return empty('Nothing is known of its distribution in this time, or there is nothing to compare it with.');
  const { n, enoughData, drifted, reference, features } = drift;
  const sorted = features.toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || (b.psi ?? 0) - (a.psi ?? 0));
  const rows = sorted
    .slice(0, mostLines)
    .map(each => [
      html`<strong>${each.feature}</strong> <span class="quiet">${words(each.role).toLowerCase()}</span>`,
      each.drifted ? badge('WARNING', 'Drifted') : badge('', each.psi === null ? 'Not known' : 'Steady'),
      each.psi === null ? '' : number(each.psi),
      each.adjustedP === null ? '' : chance(each.adjustedP),
      `${percent(each.referenceMissingShare)} → ${percent(each.missingShare)}`,
      each.explanation,
    ]);
  const heads = ['What', 'State', 'PSI', 'p', 'Missing', 'In words'];
  const drawn = sorted.filter(each => each.histogram.length > 0).slice(0, mostPictures);
  const pictures = drawn.map(each => histogram(each.feature, each.histogram));
  return html`<p>${number(n)} rows beside ${referenceName(reference)}. ${enoughData ? (drifted.length === 0 ? 'Nothing drifted.' : html`<strong>Drifted: ${drifted.join(', ')}.</strong>`) : 'That is too few to tell.'}</p>
${features.length > 0 ? html`<div class="pictures">${pictures}</div>${table('Drift', heads, rows)}` : ''}`;
}

function referenceName({ kind, days, weeks, version }: Drift['reference']): string {
  if (kind === 'TRAINING') return 'what it was trained on';
  if (kind === 'VERSION') return `version ${version?.version ?? 'of another model'}`;
  return kind === 'TRAILING' ? `the ${days ?? 28} days before` : `the same weekday of ${weeks ?? 4} weeks`;
}

/** What is wrong with values, the broken ones first. */
export function qualityHtml(quality: Quality | null): Html {
  if (!quality) return empty('Nothing is known of the values in this time.');
  const { n, broken, fields } = quality;
  const isBroken = (field: string) => broken.includes(field);
  const sorted = fields.toSorted((a, b) => Number(isBroken(b.field)) - Number(isBroken(a.field)));
  const rows = sorted
    .slice(0, mostLines)
    .map(each => [
      html`<strong>${each.field}</strong>`,
      verdict(!isBroken(each.field), ['Fine', 'Broken']),
      percent(each.missingShare),
      percent(each.invalidShare),
      percent(each.outOfRangeShare),
      percent(each.unseenShare),
      percent(each.outlierShare),
      each.explanation,
    ]);
  const heads = ['Field', 'State', 'Missing', 'Invalid', 'Out of range', 'Unseen', 'Outliers', 'In words'];
  return html`<p>${number(n)} rows. ${broken.length === 0 ? 'No field is broken.' : html`<strong>Broken: ${broken.join(', ')}.</strong>`}</p>${rows.length > 0 ? table('Quality', heads, rows) : ''}`;
}

/** How well it did where the truth is known, beside the estimate for the rest. */
export function performanceHtml(performance: Performance | null): Html {
  if (!performance) return empty('No prediction of this time has a label yet: recordLabels brings them in.');
  const { n, labelledShare, asOf, metrics, estimated, estimateTrusted, groups, fairness } = performance;
  if (labelledShare === 0 && estimated.every(({ value }) => value === null))
    return empty(`None of ${number(n)} predictions has a label yet: recordLabels brings them in.`);
  const rows = metrics.map(each => [
    html`<strong>${each.name}</strong>`,
    shownValue(each.value),
    each.lower !== null && each.upper !== null ? `${number(each.lower)} to ${number(each.upper)}` : '',
    each.objective === null ? '' : number(each.objective),
    each.met === null ? '' : verdict(each.met, ['Met', 'Not met']),
    shownValue(estimated.find(other => other.name === each.name)?.value ?? null),
  ]);
  const heads = ['Metric', 'Value', '95 % interval', 'Objective', 'Held', 'Estimated'];
  const trusted =
    estimated.length > 0
      ? html`<p>${verdict(estimateTrusted, ['The estimate can be trusted', 'The estimate cannot be trusted'])}</p>`
      : '';
  return html`<p>${number(n)} predictions, ${percent(labelledShare)} of them with a label, as of ${time(asOf)}.</p>${rows.length > 0 ? table('Performance', heads, rows) : ''}${trusted}${groupsHtml(groups)}${fairnessHtml(fairness)}`;
}

function groupsHtml(groups: Performance['groups']): Part {
  if (groups.length === 0) return '';
  const names = groups[0]?.metrics.map(({ name }) => name).slice(0, 6) ?? [];
  const rows = groups
    .slice(0, 50)
    .map(({ group, n, metrics }) => [
      html`<strong>${group}</strong>`,
      number(n),
      ...names.map(name => shownValue(metrics.find(each => each.name === name)?.value ?? null)),
    ]);
  return html`<h3>By group</h3>${table('Groups', ['Group', 'Rows', ...names], rows)}`;
}

function fairnessHtml(gaps: Performance['fairness']): Part {
  if (gaps.length === 0) return '';
  const rows = gaps.map(({ metric, lowest, highest, difference, ratio, enoughData }) => [
    html`<strong>${metric}</strong>`,
    lowest,
    highest,
    number(difference),
    ratio === null ? '' : number(ratio),
    enoughData ? '' : 'too few rows to tell',
  ]);
  return html`<h3>Gaps between groups</h3>${table('Gaps', ['Metric', 'Lowest', 'Highest', 'Difference', 'Ratio', 'Note'], rows)}`;
}

function shownValue(value: number | null): string {
  return value === null ? '–' : number(value);
}
