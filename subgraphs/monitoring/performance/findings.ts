import type { Db } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { grouped } from '@handoff/kit/loader';
import { dayMs } from '../grain.ts';
import { type LabelledRequest, type LabelledRow, labelledRows } from '../label/queries.ts';
import { type Predicting, predictingOf } from '../metric/predicting.ts';
import { shownNumber } from '../number.ts';
import type { Period } from '../period.ts';
import { factsOf } from './facts.ts';
import { fallsOf } from './fall.ts';
import type { Metric, MetricName } from './metric.ts';
import { metricsOf } from './metrics.ts';
import { binaryRows, type Labelled, positiveClass, type Shape, shapeOf } from './rows.ts';
import { leastLabelled, trustOf } from './trust.ts';

/** What somebody wants to know of how well a model does: on the labels that came in a time, whenever it predicted. */
export interface PerformanceQuestion extends Period {
  modelId: string;
  /** Null: any. */
  environment: string | null;
  /** column=value; null: all rows. */
  slice: string | null;
  metric: MetricName;
  /** Null: the metric by itself. Else what it was on the labels of so many days before. */
  trailingDays: number | null;
  minimumRows: number;
}

/** What was found of one version in one place. */
export interface PerformanceFound extends Predicting {
  /** Null: too few labels came, or the metric is undefined for them. */
  value: number | null;
  /** What it was before, where that was asked for and is known. */
  before: number | null;
  /** Whether it is worse than before by more than chance explains. */
  fell: boolean;
  /** Labels that came. */
  n: number;
  sentence: string;
}

/** Labels come late: what predicted so long ago may still be judged. */
const labelDays = 90;

/**
 * Answers many questions, one answer for each thing that predicted. Windows close by the time of the labels, so that none
 * from later is used. Two statements and a question to the graph for every twenty versions, however many are asked.
 */
export async function performanceFindings(
  { db, graph }: { db: Db; graph: GraphClient },
  questions: readonly PerformanceQuestion[],
): Promise<PerformanceFound[]> {
  const seen = questions.map(question => ({
    ...question,
    from: new Date(question.from.getTime() - labelDays * dayMs),
  }));
  const asked = (await predictingOf(db, seen)).flatMap(({ thing }) => {
    const question = questions[thing.place];
    return question ? [{ thing, question }] : [];
  });
  const facts = await factsOf(graph, [...new Set(asked.map(({ thing }) => thing.versionId))]);
  const requests = asked.flatMap(({ thing, question }, place) => timesOf(thing, question).map(of => ({ place, of })));
  const rows = await labelledRows(
    db,
    requests.map(({ of }) => of),
  );
  const byPlace = grouped(
    requests.map(({ place }, i) => ({ place, rows: rows[i] ?? [] })),
    ({ place }) => String(place),
  );
  return asked.map(({ thing, question }, place) => {
    const [now, before] = (byPlace.get(String(place)) ?? []).map(each => each.rows);
    const task = facts.get(thing.versionId)?.task ?? null;
    return { ...thing, ...answerOf(question, { task, now: now ?? [], before: before ?? [] }) };
  });
}

type Thing = Pick<PerformanceFound, 'versionId' | 'deploymentId' | 'environment'>;

/** The labels of the time, and of the days before it when they are asked for. */
function timesOf({ versionId, deploymentId, environment }: Thing, question: PerformanceQuestion): LabelledRequest[] {
  const { from, to, slice, trailingDays } = question;
  const at = slice?.indexOf('=') ?? -1;
  const only = slice !== null && at > 0 ? { column: slice.slice(0, at), value: slice.slice(at + 1) } : null;
  const of = { versionId, deploymentId, environment, groupBy: null, only };
  const past =
    trailingDays === null ? [] : [{ ...of, from: new Date(from.getTime() - trailingDays * dayMs), to: from }];
  return [{ ...of, from, to }, ...past];
}

interface Known {
  task: string | null;
  now: readonly LabelledRow[];
  before: readonly LabelledRow[];
}

type Answer = Pick<PerformanceFound, 'value' | 'before' | 'fell' | 'n' | 'sentence'>;

function answerOf({ metric: name, minimumRows }: PerformanceQuestion, { task, now, before }: Known): Answer {
  const n = now.length;
  if (n < minimumRows) {
    const sentence = `Not enough data: ${shownNumber(n)} of ${shownNumber(minimumRows)} labels came.`;
    return { value: null, before: null, fell: false, n, sentence };
  }
  const shape = shapeOf(task, [...now, ...before]);
  const metric = metricsOf(shape, now).find(each => each.name === name);
  if (!metric || metric.value === null) {
    const sentence = `The ${n} labels that came say nothing of ${name}: it is no metric of this task, or undefined for them.`;
    return { value: null, before: null, fell: false, n, sentence };
  }
  const fall = before.length >= minimumRows ? fallsOf(shape, before, now).find(each => each.name === name) : undefined;
  return {
    ...{ value: metric.value, before: fall?.before ?? null, fell: fall?.isFall ?? false, n },
    sentence: `${figure(metric, n)}${past(fall)}${doubt(shape, now)}`,
  };
}

function figure({ name, value, lower, upper }: Metric, n: number): string {
  const span = lower === null || upper === null ? '' : `, ${rounded(lower)} to ${rounded(upper)} at 95 %`;
  return `${name} was ${rounded(value ?? 0)} on the ${shownNumber(n)} labels that came${span}.`;
}

function past(fall: { before: number; isFall: boolean } | undefined): string {
  if (!fall) return '';
  return ` Before it was ${rounded(fall.before)}${fall.isFall ? ': it got worse by more than chance explains' : ''}.`;
}

/** What the labels say of estimates from the scores, where they say anything. */
function doubt(shape: Shape, rows: readonly Labelled[]): string {
  if (shape !== 'BINARY') return '';
  const { scored } = binaryRows(rows, positiveClass(rows));
  const { trusted, reason } = trustOf(scored);
  return scored.scores.length < leastLabelled || trusted ? '' : ` ${reason}`;
}

function rounded(value: number): string {
  return shownNumber(Number(value.toPrecision(3)));
}
