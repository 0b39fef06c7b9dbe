import { judgeQuality } from '@handoff/monitoring/quality/quality';
import type { Summary } from '@handoff/monitoring/summary/summary';
import { expect, it } from 'vitest';
import { observed, profileOf } from './observed.ts';
import { linesOf, truthOf } from './read.ts';

interface Row {
  ts: string;
  income: number | null;
  tenure: number | null;
  country: string | null;
  score: number | null;
}

const file = 'stream_quality_break.ndjson';
const truth = truthOf<{ referenceUntil: string; breaks: { what: string; field: string; from: number; to: number }[] }>(
  file,
);
const rows = linesOf<Row>(file);
const learnt = rows.filter(({ ts }) => Date.parse(ts) < Date.parse(truth.referenceUntil));
const fields = ['income', 'tenure', 'country', 'score'] as const;
const profile = new Map(fields.map(field => [field, profileOf(learnt.map(row => row[field]))]));
const kinds: Readonly<Record<string, string>> = { null: 'MISSING', unit: 'UNIT', new_category: 'UNSEEN' };

/** What is wrong with so many rows from one on. */
function defectsFrom(from: number, size: number) {
  const window = rows.slice(from, from + size);
  const checked = fields.map(field => {
    const reference = profile.get(field) as Summary;
    return {
      field,
      role: 'FEATURE' as const,
      reference,
      current: observed(
        reference,
        window.map(row => row[field]),
      ),
    };
  });
  return judgeQuality(checked).fields.flatMap(({ defects }) => defects);
}

/** Windows that lie one beside the other, behind what was learnt. */
function windows(size: number) {
  const first = Math.ceil(learnt.length / size);
  const count = Math.floor(rows.length / size) - first;
  return Array.from({ length: count }, (_, i) => (first + i) * size).map(from => ({ from, to: from + size }));
}

const brokenIn = ({ from, to }: { from: number; to: number }) =>
  truth.breaks.filter(each => each.from < to && from < each.to).map(each => `${each.field} ${kinds[each.what]}`);

/** Whether a window is broken all over, or not at all. */
const isWhole = ({ from, to }: { from: number; to: number }) =>
  truth.breaks.every(each => each.from >= to || each.to <= from || (each.from <= from && to <= each.to));
const fieldOf = (named: string) => named.split(' ')[0];

it.each([100, 200])('each break is one finding in windows of %i rows, and nothing else is found', size => {
  for (const window of windows(size)) {
    const found = defectsFrom(window.from, size).map(({ field, kind }) => `${field} ${kind}`);
    if (isWhole(window)) expect({ window, found }).toEqual({ window, found: brokenIn(window) });
    else expect(brokenIn(window).map(fieldOf)).toEqual(expect.arrayContaining(found.map(fieldOf)));
  }
});

it('the 200 rows after each break began name its field and its kind', () => {
  for (const { what, field, from } of truth.breaks) {
    const found = defectsFrom(from, 200);
    expect(found.map(each => `${each.field} ${each.kind}`)).toEqual([`${field} ${kinds[what]}`]);
    expect(found[0]?.sentence).toMatch(/^(Missing in|The median went from .* as if the unit|A category)/);
  }
});
