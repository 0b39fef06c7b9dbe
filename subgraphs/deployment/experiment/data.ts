import { invalid, type Problem } from '@handoff/kit/problem';
import type { Arm, Design, MetricKind } from './experiment.ts';
import type { SentSums } from './sums.ts';

/** Sums of one arm, as they are sent. */
export interface SentArm extends SentSums {
  arm: string;
  /** Left out: the experiment's own. */
  metric?: string | null;
  /** When it was measured. */
  at: Date;
}

/** A row of a batch that makes sense. */
export interface TakenArm {
  arm: string;
  metric: string;
  kind: MetricKind;
  sums: SentSums;
}

/** What a batch is for. */
export interface Asked {
  design: Pick<Design, 'metric' | 'metricKind' | 'guardrails'>;
  arms: readonly Pick<Arm, 'key'>[];
  now: Date;
}

const mostRows = 1_000;
const mostThings = 1e12;
const greatest = 1e100;
const dayMs = 86_400_000;

/** What is wrong with the id or the size of a batch, or null. */
export function batchProblem(batchId: string, count: number): Problem | null {
  if (batchId.trim() === '' || batchId.length > 200 || batchId.includes('\u0000')) {
    return invalid('batchId', 'A batch id has 1 to 200 characters: anything that is yours alone, such as 2026-11-21.');
  }
  if (count === 0) return invalid('arms', 'There is nothing in this batch: send the sums of one arm at least.');
  return count > mostRows ? invalid('arms', `This batch has ${count} rows: send up to ${mostRows} at once.`) : null;
}

/** A batch as it can be added up, or what is wrong with its first row that makes no sense: nothing of it goes in then. */
export function takenArms(sent: readonly SentArm[], asked: Asked): TakenArm[] | Problem {
  const taken: TakenArm[] = [];
  for (const [index, row] of sent.entries()) {
    const path = `arms[${index}]`;
    const metric = row.metric ?? asked.design.metric;
    const kind = metric === asked.design.metric ? asked.design.metricKind : kindOf(row);
    const problem = placeProblem(path, { row, metric, asked }) ?? sumsProblem(path, row, kind);
    if (problem) return problem;
    taken.push({ arm: row.arm, metric, kind, sums: row });
  }
  return taken;
}

/** What a guardrail's sums are of: with a denominator a ratio, with squares a mean, else a count of so many. */
function kindOf({ denominatorSum, sumOfSquares }: SentSums): MetricKind {
  if (denominatorSum !== null && denominatorSum !== undefined) return 'RATIO';
  return sumOfSquares === null || sumOfSquares === undefined ? 'PROPORTION' : 'MEAN';
}

interface Placed {
  row: SentArm;
  metric: string;
  asked: Asked;
}

function placeProblem(path: string, { row, metric, asked: { design, arms, now } }: Placed): Problem | null {
  if (!arms.some(({ key }) => key === row.arm)) {
    const keys = arms.map(({ key }) => key).join(', ');
    return invalid(`${path}.arm`, `There is no arm "${row.arm}": choose among ${keys}.`);
  }
  const known = [design.metric, ...design.guardrails.map(guardrail => guardrail.metric)];
  if (!known.includes(metric)) {
    return invalid(`${path}.metric`, `This experiment does not look at "${metric}": choose among ${known.join(', ')}.`);
  }
  if (row.at.getTime() - now.getTime() <= dayMs) return null;
  return invalid(`${path}.at`, `${row.at.toISOString()} is in the future: say when it was measured.`);
}

function sumsProblem(path: string, sent: SentSums, kind: MetricKind): Problem | null {
  const { n } = sent;
  if (!Number.isInteger(n) || n < 1 || n > mostThings) {
    return invalid(`${path}.n`, `"n" is ${n}: say how many things were measured, a whole number up to ${mostThings}.`);
  }
  if (n === 1) {
    return invalid(
      `${path}.n`,
      'One thing alone has no variance: gather two or more of this arm before you send them.',
    );
  }
  const great = Object.entries(sent).find(([, value]) => typeof value === 'number' && Math.abs(value) > greatest);
  if (great) return invalid(`${path}.${great[0]}`, `"${great[0]}" is too great: ${greatest} is the most.`);
  if (kind === 'PROPORTION') return countProblem(path, sent);
  return kind === 'MEAN' ? meanProblem(path, sent) : ratioProblem(path, sent);
}

function countProblem(path: string, { n, sum, sumOfSquares }: SentSums): Problem | null {
  if (!Number.isInteger(sum) || sum < 0 || sum > n) {
    return invalid(`${path}.sum`, `Of ${n} things ${sum} cannot have succeeded: "sum" is how many did, 0 to ${n}.`);
  }
  if (sumOfSquares === null || sumOfSquares === undefined || sumOfSquares === sum) return null;
  const message = `Each success counts 1, so the sum of squares is the sum: ${sum}, not ${sumOfSquares}. Leave it out.`;
  return invalid(`${path}.sumOfSquares`, message);
}

function meanProblem(path: string, { n, sum, sumOfSquares }: SentSums): Problem | null {
  return squaresProblem({ path: `${path}.sumOfSquares`, n, sum, squares: sumOfSquares ?? null });
}

function ratioProblem(path: string, sent: SentSums): Problem | null {
  const { n, sum, denominatorSum: below, productSum: products } = sent;
  if (below === null || below === undefined || below === 0) {
    return invalid(
      `${path}.denominatorSum`,
      'A ratio needs something to divide by: send the sum of the denominators, not 0.',
    );
  }
  if (products === null || products === undefined) {
    return invalid(`${path}.productSum`, 'A ratio needs the sum of numerator × denominator: send it too.');
  }
  const squares = sent.sumOfSquares ?? null;
  const squaresBelow = sent.denominatorSumOfSquares ?? null;
  return (
    squaresProblem({ path: `${path}.sumOfSquares`, n, sum, squares }) ??
    squaresProblem({ path: `${path}.denominatorSumOfSquares`, n, sum: below, squares: squaresBelow }) ??
    productsProblem(`${path}.productSum`, sent)
  );
}

/** What rounding may take from a sum of squares, as a part of it. */
const rounding = 1e-9;

/** No numbers have squares that add up to less than the square of their sum over n: their variance would be negative. */
function squaresProblem(of: { path: string; n: number; sum: number; squares: number | null }): Problem | null {
  const least = of.sum ** 2 / of.n;
  if (of.squares === null)
    return invalid(of.path, 'Without the sum of squares nothing is known of the spread: send it.');
  if (of.squares >= least * (1 - rounding)) return null;
  const message = `The variance would be negative: ${of.n} numbers with the sum ${of.sum} have squares that add up to ${least} at least, not ${of.squares}. Add up the squares of the numbers.`;
  return invalid(of.path, message);
}

/** Two lists of numbers cannot go together more than each does with itself (Cauchy-Schwarz). */
function productsProblem(path: string, sent: SentSums): Problem | null {
  const { n, sum, sumOfSquares, denominatorSum, denominatorSumOfSquares, productSum } = sent;
  const [squares, below, squaresBelow] = [sumOfSquares ?? 0, denominatorSum ?? 0, denominatorSumOfSquares ?? 0];
  const apart = Math.abs((productSum ?? 0) - (sum * below) / n);
  const most = Math.sqrt(Math.max(0, squares - sum ** 2 / n) * Math.max(0, squaresBelow - below ** 2 / n));
  if (apart <= most + rounding * Math.sqrt(squares * squaresBelow)) return null;
  const message = `No numbers with these sums have products that add up to ${productSum}: add up numerator × denominator of each.`;
  return invalid(path, message);
}
