import type { Db } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import type { Problem } from '@handoff/kit/problem';
import type { Rule } from '../evaluate.ts';
import type { Monitor, MonitorKind, Wished } from '../monitor.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import type { Picture } from './picture.ts';

/** What only some kinds have; a wish for another kind must leave it out. */
export const kindFields = [
  'metric',
  'feature',
  'slice',
  'comparator',
  'threshold',
  'objective',
  'prometheus',
  'reference',
] as const satisfies (keyof Wished)[];
export type KindField = (typeof kindFields)[number];

/** One look of a monitor, at an instant that has come. */
export interface Look {
  monitor: Monitor;
  at: Date;
}

/** A look, with its place among all. */
export interface Placed {
  look: Look;
  place: number;
}

/** What a look found of one thing: of a deployment, of what was recorded for versions, of one duty. */
export interface Found {
  /** The place of the look among those that were asked for. */
  place: number;
  /** What tells it from other things that the monitor looks at; empty where there is one. */
  part: string;
  /** Null: no single one. */
  deploymentId: string | null;
  /** Null: as the monitor says. */
  environment: string | null;
  /** Null: there was no data, or not enough. */
  value: number | null;
  /** What the value is held against; left out: the monitor's own threshold. */
  threshold?: number;
  /** What its alert is called; left out: the name of the monitor. */
  title?: string;
  /** What was found, in a sentence that anybody understands. */
  sentence(): string;
  picture?: Picture;
}

/** A look that could not be made, and why: a server that does not answer, say. */
export interface Trouble {
  place: number;
  /** In a sentence, with what to do about it. */
  message: string;
  /** It is a failure of Handoff: the log tells of it, and nobody is alerted. */
  ours?: boolean;
}

export interface Findings {
  found: Found[];
  troubles: Trouble[];
}

/** What kinds find things with; none of it inside a transaction. */
export interface Tools {
  db: Db;
  graph: GraphClient;
  prometheus: Prometheus;
}

/** A kind of monitor: what it needs, and what it finds. */
export interface Kind {
  name: MonitorKind;
  /** What it has of what only some kinds have. */
  takes: readonly KindField[];
  /** What it has where a wish leaves it out. */
  filled?(set: Wished): Partial<Wished>;
  /** What is wrong with a wish, or null. */
  problem(set: Wished): Problem | null;
  /** How often it is evaluated, in seconds, when nothing is recorded; null: it is not, its alerts come from outside. */
  everySeconds: number | null;
  /** Whether it asks others than the database, which takes its time. */
  slow: boolean;
  /** Whether it can be asked what it would have found at an earlier time. */
  hasHistory: boolean;
  /** The recorded metric that it is about, where it is about one. */
  series?(monitor: Pick<Monitor, 'metric'>): string | null;
  /** Which side is bad, and what a look without data is taken for. */
  rule(monitor: Pick<Monitor, 'comparator'>): Pick<Rule, 'op' | 'noData'>;
  /** What looks find: a number of statements that does not depend on how many there are. Throws what cannot be told. */
  find(tools: Tools, looks: readonly Look[]): Promise<Findings>;
}
