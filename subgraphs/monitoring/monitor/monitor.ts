import { invalid, type Problem } from '@handoff/kit/problem';
import type { Comparator, Severity } from '@handoff/kit/schema/scalars';
import { textProblem } from '@handoff/kit/text';
import { labelProblem, nameProblem } from '../metric/recording.ts';
import { shownNumber } from '../number.ts';
import type { Rule } from './evaluate.ts';

export const monitorKinds = [
  'METRIC',
  'LATENCY',
  'ERROR_RATE',
  'PERFORMANCE',
  'DRIFT',
  'DATA_QUALITY',
  'COST',
  'FRESHNESS',
  'BURN_RATE',
  'COMPLIANCE',
  'EXTERNAL',
] as const;
export type MonitorKind = (typeof monitorKinds)[number];
export type MonitorOrigin = 'PERSON' | 'OBJECTIVE' | 'REQUIREMENT' | 'SYSTEM';
export type ReferenceKind = 'TRAINING' | 'VERSION' | 'TRAILING' | 'SAME_WEEKDAY';

/** What something is held against. */
export interface Reference {
  kind: ReferenceKind;
  versionId?: string | null;
  days?: number | null;
  weeks?: number | null;
}

export interface PrometheusQuery {
  server: string;
  query: string;
}

/** What somebody wants a monitor to be. */
export interface MonitorWish {
  name: string;
  kind: MonitorKind;
  environment?: string | null;
  metric?: string | null;
  feature?: string | null;
  slice?: string | null;
  comparator?: Comparator | null;
  threshold?: number | null;
  objective?: number | null;
  prometheus?: PrometheusQuery | null;
  windowMinutes?: number | null;
  forMinutes?: number | null;
  keepFiringMinutes?: number | null;
  minimumRows?: number | null;
  severity?: Severity | null;
  reference?: Reference | null;
  runbook?: string | null;
  enabled?: boolean | null;
}

/** A rule over what was observed of a model. */
export interface Monitor {
  id: string;
  modelId: string;
  name: string;
  kind: MonitorKind;
  origin: MonitorOrigin;
  environment: string | null;
  metric: string | null;
  feature: string | null;
  slice: string | null;
  comparator: Comparator | null;
  threshold: number | null;
  objective: number | null;
  prometheus: PrometheusQuery | null;
  windowMinutes: number;
  forMinutes: number;
  keepFiringMinutes: number;
  minimumRows: number;
  severity: Severity;
  reference: Reference | null;
  runbook: string | null;
  enabled: boolean;
  revision: number;
  lastEvaluatedAt: Date | null;
}

/** What of a monitor people set: in the order that a change of it is told in. */
export const monitorFields = [
  'name',
  'kind',
  'environment',
  'metric',
  'slice',
  'comparator',
  'threshold',
  'windowMinutes',
  'forMinutes',
  'keepFiringMinutes',
  'minimumRows',
  'severity',
  'runbook',
  'enabled',
] as const satisfies (keyof Monitor)[];

type Wished = Pick<Monitor, (typeof monitorFields)[number]>;

/** What a wish sets, what was left out filled in as the graph says. */
export function wished(wish: MonitorWish): Wished {
  return {
    name: wish.name.trim(),
    kind: wish.kind,
    environment: wish.environment ?? null,
    metric: wish.metric ?? null,
    slice: wish.slice ?? null,
    comparator: wish.comparator ?? null,
    threshold: wish.threshold ?? null,
    windowMinutes: wish.windowMinutes ?? 60,
    forMinutes: wish.forMinutes ?? 0,
    keepFiringMinutes: wish.keepFiringMinutes ?? 0,
    minimumRows: wish.minimumRows ?? 100,
    severity: wish.severity ?? 'WARNING',
    runbook: wish.runbook ?? null,
    enabled: wish.enabled ?? true,
  };
}

const day = 1440;
/** What these numbers may be at least and at most. */
const bounds = {
  windowMinutes: [1, 31 * day],
  forMinutes: [0, 7 * day],
  keepFiringMinutes: [0, 7 * day],
  minimumRows: [0, 1e15],
} as const satisfies Partial<Record<keyof Wished, readonly [number, number]>>;
const greatestThreshold = 1e100;

/** What is wrong with a wish, or null. */
export function wishProblem(wish: MonitorWish): Problem | null {
  const set = wished(wish);
  return kindProblem(wish) ?? textsProblem(set) ?? ruleProblem(set) ?? boundsProblem(set);
}

const others = ['feature', 'objective', 'prometheus', 'reference'] as const satisfies (keyof MonitorWish)[];

function kindProblem(wish: MonitorWish): Problem | null {
  if (wish.kind !== 'METRIC') {
    const mend = 'record the figure with recordMetrics and watch it with a monitor of kind METRIC.';
    return invalid('monitor.kind', `This version evaluates monitors of kind METRIC, and no ${wish.kind} yet: ${mend}`);
  }
  const extra = others.find(field => wish[field] !== null && wish[field] !== undefined);
  return extra ? invalid(`monitor.${extra}`, `A monitor of kind METRIC has no "${extra}": leave it out.`) : null;
}

function textsProblem({ name, environment, runbook, slice }: Wished): Problem | null {
  return (
    textProblem('monitor.name', name, 200) ??
    (environment === null ? null : textProblem('monitor.environment', environment, 200)) ??
    (runbook === null ? null : textProblem('monitor.runbook', runbook, 2000)) ??
    sentence('monitor.slice', labelProblem('slice', slice))
  );
}

function ruleProblem({ metric, comparator, threshold }: Wished): Problem | null {
  if (metric === null) return invalid('monitor.metric', 'Name the metric to watch, as it is recorded: accuracy, say.');
  const unnamed = sentence('monitor.metric', nameProblem('metric', metric));
  if (unnamed) return unnamed;
  if (comparator === null) {
    return invalid('monitor.comparator', 'Say which side of the threshold is good: AT_LEAST or AT_MOST.');
  }
  if (threshold === null) return invalid('monitor.threshold', 'Say from which value on it is good.');
  if (Math.abs(threshold) <= greatestThreshold) return null;
  return invalid('monitor.threshold', `A threshold of ${threshold} is too great: ${greatestThreshold} is the most.`);
}

function boundsProblem(set: Wished): Problem | null {
  for (const [field, [least, most]] of Object.entries(bounds)) {
    const value = set[field as keyof typeof bounds];
    if (value < least || value > most) {
      return invalid(`monitor.${field}`, `"${field}" is ${value}: it can be ${least} to ${most}.`);
    }
  }
  return null;
}

function sentence(field: string, problem: string | null): Problem | null {
  return problem === null ? null : invalid(field, `${problem}.`);
}

/** A monitor that can be evaluated. */
export type Evaluable = Monitor & { metric: string; comparator: Comparator; threshold: number };

export function isEvaluable(monitor: Monitor): monitor is Evaluable {
  const { kind, metric, comparator, threshold } = monitor;
  return kind === 'METRIC' && metric !== null && comparator !== null && threshold !== null;
}

/** The rule of a monitor: without data it keeps what it found, and what it fires at it also clears at. */
export function ruleOf({ comparator, threshold, forMinutes, keepFiringMinutes }: Evaluable): Rule {
  return {
    op: comparator === 'AT_LEAST' ? '<' : '>',
    threshold,
    clearThreshold: threshold,
    forSec: forMinutes * 60,
    keepFiringSec: keepFiringMinutes * 60,
    noData: 'keep',
  };
}

/** What was found, in a sentence: n, of how many things the value is the mean. */
export function findingOf(monitor: Evaluable, found: { value: number; n: number }): string {
  const { metric, slice, windowMinutes, comparator, threshold } = monitor;
  const what = slice === null ? metric : `${metric} of ${slice}`;
  const time = windowMinutes === 1 ? 'the last minute' : `the last ${shownNumber(windowMinutes)} minutes`;
  const must = comparator === 'AT_LEAST' ? 'at least' : 'at most';
  const value = shownNumber(found.value);
  return `${what} was ${value} over ${time} (${shownNumber(found.n)} measured); it must be ${must} ${shownNumber(threshold)}.`;
}
