import type { Comparator } from '@handoff/kit/schema/scalars';
import { metricNamed } from '../../performance/metric.ts';
import type { MonitorOrigin, MonitorWish } from '../monitor.ts';

/** What the graph says of a model that monitors follow from. */
export interface Sources {
  /** Null: it is in use. */
  archivedAt: string | null;
  /** Null: no day was set. */
  validationDueAt: string | null;
  objectives: { metric: string; comparator: Comparator; target: number }[];
  requirements:
    | {
        environment: { name: string; title: string; production: boolean };
        metric: string;
        comparator: Comparator;
        value: number;
      }[]
    | null;
}

/** A monitor that makes itself. */
export interface Wanted {
  origin: Exclude<MonitorOrigin, 'PERSON'>;
  wish: MonitorWish;
}

/** What somebody set as good: of a metric by its name, from a value on. */
interface Good {
  metric: string;
  comparator: Comparator;
  value: number;
}

/**
 * The monitors that follow from what a model should be: one for each objective, one for each requirement of an
 * environment, and one for its next validation. Of one that was put away, none. Each has a name of its own. Pure.
 */
export function wantedOf({ archivedAt, validationDueAt, objectives, requirements }: Sources): Wanted[] {
  if (archivedAt !== null) return [];
  const ofObjectives = objectives.map(({ metric, comparator, target }): Wanted => {
    const name = `Objective: ${named({ metric, comparator, value: target })}`;
    const wish = { ...watching({ metric, comparator, value: target }), name, windowMinutes: 1440 };
    return { origin: 'OBJECTIVE', wish: { ...wish, severity: 'WARNING' } };
  });
  const ofRequirements = (requirements ?? []).map(({ environment, ...good }): Wanted => {
    const name = `Required in ${environment.name}: ${named(good)}`;
    const wish = { ...watching(good), name, environment: environment.name };
    return { origin: 'REQUIREMENT', wish: { ...wish, severity: environment.production ? 'CRITICAL' : 'WARNING' } };
  });
  const validation: Wanted = {
    origin: 'SYSTEM',
    wish: { name: 'Validated in time', kind: 'COMPLIANCE', metric: 'validation', severity: 'WARNING' },
  };
  const all = [...ofObjectives, ...ofRequirements, ...(validationDueAt === null ? [] : [validation])];
  return [...new Map(all.map(each => [each.wish.name, each])).values()];
}

/** Without the value: a monitor keeps its name when that changes. */
function named({ metric, comparator }: Good): string {
  return `${metric.trim().slice(0, 120)} ${comparator === 'AT_LEAST' ? 'at least' : 'at most'}`;
}

/** The kind that looks at what is meant; of names that nobody knows, the metric as it is recorded. */
function watching({ metric, comparator, value }: Good): Omit<MonitorWish, 'name'> {
  const name = metric.trim();
  const percentile = percentileOf(name);
  if (percentile && comparator === 'AT_MOST')
    return { kind: 'LATENCY', metric: percentile, comparator, threshold: value };
  if (name === 'error_rate' && comparator === 'AT_MOST' && value >= 0 && value <= 1) {
    return { kind: 'ERROR_RATE', comparator, threshold: value };
  }
  if (name === 'availability' && comparator === 'AT_LEAST' && value > 0 && value < 1) {
    return { kind: 'BURN_RATE', objective: value };
  }
  const known = metricNamed(name);
  if (known) return { kind: 'PERFORMANCE', metric: known, comparator, threshold: value };
  // Ready-made values are made of as many things as whoever recorded them says: one is enough.
  return { kind: 'METRIC', metric: name, comparator, threshold: value, minimumRows: 1 };
}

/** The percentile that names such as p95_latency_ms and latency_p95 mean, or null. */
function percentileOf(name: string): string | null {
  const found = /^p(\d{1,2})_?latency(?:_ms)?$/.exec(name) ?? /^latency(?:_ms)?_?p(\d{1,2})$/.exec(name);
  return found && Number(found[1]) > 0 ? `p${found[1]}` : null;
}
