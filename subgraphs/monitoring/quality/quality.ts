import { percent, tooFewRows } from '../drift/words.ts';
import { shownNumber } from '../number.ts';
import { quantiles, type Role, type Summary } from '../summary/summary.ts';
import { expectedUnseen } from '../summary/unseen.ts';
import { riseP } from './rise.ts';
import { changedUnit, type Quartiles } from './unit.ts';

/** What can be wrong with the values of a field. */
export type DefectKind = 'MISSING' | 'INVALID' | 'OUT_OF_RANGE' | 'UNSEEN' | 'OUTLIERS' | 'UNIT';

/** One thing that is wrong with a field. */
export interface Defect {
  field: string;
  kind: DefectKind;
  /** The share of its rows; of a unit: how many times larger the values are. */
  value: number;
  sentence: string;
}

/** A field then and now; without a reference it is judged by itself. */
export interface Checked {
  field: string;
  role: Role;
  current: Summary;
  reference: Summary | null;
}

/** The quality of one field. Shares are of all its rows. */
export interface FieldQuality {
  field: string;
  role: Role;
  n: number;
  missingShare: number;
  invalidShare: number;
  outOfRangeShare: number;
  unseenShare: number;
  outlierShare: number;
  defects: Defect[];
  /** Null: nothing to say. */
  explanation: string | null;
}

/** The quality of all fields. */
export interface Quality {
  n: number;
  fields: FieldQuality[];
  /** Those with a defect. */
  broken: string[];
}

/** So many rows are asked for, when nothing else is said. */
const usualMinimumRows = 100;
/** A share must have risen by two rows of a hundred, and be less likely by chance than one in ten thousand. */
export const leastRise = 0.02;
const alpha = 1e-4;
/** So much must be missing where there is no reference: half. */
const mostMissing = 0.5;

type Counted = 'missing' | 'invalid' | 'outOfRange' | 'unseen' | 'outliers';

const shares: Readonly<Record<Counted, { kind: DefectKind; what: string }>> = {
  missing: { kind: 'MISSING', what: 'Missing' },
  invalid: { kind: 'INVALID', what: 'Not what the field holds' },
  outOfRange: { kind: 'OUT_OF_RANGE', what: 'Outside the range of the reference' },
  unseen: { kind: 'UNSEEN', what: 'A category that the reference has not seen' },
  outliers: { kind: 'OUTLIERS', what: 'Far from the usual values' },
};

/** Judges fields. Each defect names its field and its kind. */
export function judgeQuality(checked: readonly Checked[], minimumRows = usualMinimumRows): Quality {
  const fields = checked.map(each => judgeField(each, minimumRows));
  return {
    n: fields.reduce((most, { n }) => Math.max(most, n), 0),
    fields,
    broken: fields.filter(({ defects }) => defects.length > 0).map(({ field }) => field),
  };
}

function judgeField(checked: Checked, minimumRows: number): FieldQuality {
  const { field, role, current } = checked;
  const { n } = current;
  const isEnough = n >= minimumRows;
  const defects = isEnough ? defectsOf(checked) : [];
  const share = (count: Counted) => (n > 0 ? current[count] / n : 0);
  const told = defects.map(({ sentence }) => sentence).join(' ');
  return {
    ...{ field, role, n, missingShare: share('missing'), invalidShare: share('invalid') },
    ...{ outOfRangeShare: share('outOfRange'), unseenShare: share('unseen'), outlierShare: share('outliers') },
    ...{ defects, explanation: isEnough ? told || null : tooFewRows(n, minimumRows) },
  };
}

function defectsOf(checked: Checked): Defect[] {
  const unit = unitDefect(checked);
  const risen = (Object.keys(shares) as Counted[]).flatMap(count => shareDefect(checked, count) ?? []);
  // Values of another unit are out of range and far from the usual ones: that is one thing, not three.
  const explained: readonly DefectKind[] = unit ? ['OUT_OF_RANGE', 'OUTLIERS'] : [];
  return [...(unit ? [unit] : []), ...risen.filter(({ kind }) => !explained.includes(kind))];
}

function shareDefect({ field, reference, current }: Checked, count: Counted): Defect | null {
  const { kind, what } = shares[count];
  const value = current[count] / current.n;
  const sentence = `${what} in ${percent(value)} of the rows`;
  if (!reference || reference.n === 0) {
    const isMuch = count === 'missing' ? value >= mostMissing : count === 'invalid' && value >= leastRise;
    return isMuch ? { field, kind, value, sentence: `${sentence}.` } : null;
  }
  const rows = count === 'unseen' ? unseenBefore(reference) : reference[count];
  const before = rows / reference.n;
  if (value - before < leastRise) return null;
  const p = riseP({ rows, of: reference.n }, { rows: current[count], of: current.n });
  return p < alpha ? { field, kind, value, sentence: `${sentence}, ${percent(before)} in the reference.` } : null;
}

/** What is to be expected of a reference that has rare categories; all, where it counted some together. */
function unseenBefore({ n, unseen, categories }: Summary): number {
  return categories.other > 0 ? n : Math.max(unseen, expectedUnseen(categories));
}

function unitDefect({ field, reference, current }: Checked): Defect | null {
  const [then, now] = [reference && quartiles(reference), quartiles(current)];
  const conversion = then && now && changedUnit(then, now);
  if (!conversion) return null;
  const { name, factor, shift } = conversion;
  const moved = `The median went from ${shownNumber(then[1])} to ${shownNumber(now[1])}`;
  const by = shift === 0 ? `${shownNumber(factor)} times what it was` : name;
  return { field, kind: 'UNIT', value: factor, sentence: `${moved}, as if the unit had changed: ${by}.` };
}

function quartiles(summary: Summary): Quartiles | null {
  const [low, middle, high] = quantiles(summary, [0.25, 0.5, 0.75]);
  if (typeof low !== 'number' || typeof middle !== 'number' || typeof high !== 'number') return null;
  return [low, middle, high];
}
