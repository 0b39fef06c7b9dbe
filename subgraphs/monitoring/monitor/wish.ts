import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { labelProblem } from '../metric/recording.ts';
import { type KindField, kindFields } from './kind/kind.ts';
import { kindOf } from './kind/kinds.ts';
import type { MonitorWish, Wished } from './monitor.ts';

/** What a wish sets, what was left out filled in as the graph says, and as its kind has it. */
export function wished(wish: MonitorWish): Wished {
  const set: Wished = {
    name: wish.name.trim(),
    kind: wish.kind,
    environment: wish.environment ?? null,
    metric: wish.metric ?? null,
    feature: wish.feature ?? null,
    slice: wish.slice ?? null,
    comparator: wish.comparator ?? null,
    threshold: wish.threshold ?? null,
    objective: wish.objective ?? null,
    prometheus: wish.prometheus ?? null,
    reference: wish.reference ?? null,
    windowMinutes: wish.windowMinutes ?? 60,
    forMinutes: wish.forMinutes ?? 0,
    keepFiringMinutes: wish.keepFiringMinutes ?? 0,
    minimumRows: wish.minimumRows ?? 100,
    severity: wish.severity ?? 'WARNING',
    runbook: wish.runbook ?? null,
    enabled: wish.enabled ?? true,
  };
  return { ...set, ...kindOf(set).filled?.(set) };
}

const day = 1440;
/** What these numbers may be at least and at most. */
const bounds = {
  windowMinutes: [1, 31 * day],
  forMinutes: [0, 7 * day],
  keepFiringMinutes: [0, 7 * day],
  minimumRows: [0, 1e15],
  threshold: [-1e100, 1e100],
} as const satisfies Partial<Record<keyof Wished, readonly [number, number]>>;

/** What is wrong with a wish, or null. */
export function wishProblem(wish: MonitorWish): Problem | null {
  const set = wished(wish);
  return extraProblem(set) ?? textsProblem(set) ?? boundsProblem(set) ?? kindOf(set).problem(set);
}

function extraProblem(set: Wished): Problem | null {
  const { takes } = kindOf(set);
  const extra = kindFields.find((field: KindField) => set[field] !== null && !takes.includes(field));
  if (!extra) return null;
  return invalid(`monitor.${extra}`, `A monitor of kind ${set.kind} has no "${extra}": leave it out.`);
}

function textsProblem({ name, environment, runbook, slice, metric, feature }: Wished): Problem | null {
  const optional = { environment, metric, feature };
  const wrong = Object.entries(optional).map(([field, text]) =>
    text === null ? null : textProblem(`monitor.${field}`, text, 200),
  );
  const ofSlice = labelProblem('slice', slice);
  return (
    textProblem('monitor.name', name, 200) ??
    wrong.find(problem => problem !== null) ??
    (runbook === null ? null : textProblem('monitor.runbook', runbook, 2000)) ??
    (ofSlice === null ? null : invalid('monitor.slice', `${ofSlice}.`))
  );
}

function boundsProblem(set: Wished): Problem | null {
  for (const [field, [least, most]] of Object.entries(bounds)) {
    const value = set[field as keyof typeof bounds];
    if (value !== null && (value < least || value > most)) {
      return invalid(`monitor.${field}`, `"${field}" is ${value}: it can be ${least} to ${most}.`);
    }
  }
  return null;
}
