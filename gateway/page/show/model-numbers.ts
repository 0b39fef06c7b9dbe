import { type Html, html } from '@handoff/kit/html';
import { verdict } from '../part/badge.ts';
import { empty, facts, table } from '../part/table.ts';
import { money, number, percent } from '../part/words.ts';
import { linePicture } from '../picture/line.ts';
import type { CostData, Evaluated, ModelData, Objective } from './model-data.ts';

/** Objectives, and whether the newest evaluation meets them. */
export function objectivesHtml({ objectives, versions }: ModelData): Html {
  if (objectives.length === 0)
    return empty(
      'Nobody has said yet what is good enough. Objectives are what promotions and monitors hold a model to.',
    );
  const [newest] = versions.nodes;
  const rows = objectives.map(each => {
    const found = measured(each.metric, newest?.evaluations ?? []);
    const met = found?.value == null ? null : meets(each, found.value);
    return [
      html`<strong>${each.metric}</strong>`,
      `${each.comparator === 'AT_LEAST' ? 'at least' : 'at most'} ${number(each.target)}${each.unit ? ` ${each.unit}` : ''}`,
      found ? found.valueText : html`<span class="quiet">not measured</span>`,
      met === null ? '' : verdict(met, ['Met', 'Not met']),
      each.rationale ?? '',
    ];
  });
  const heads = ['Metric', 'Objective', newest ? `Version ${newest.version}` : 'Measured', 'Held', 'Why'];
  return table('Objectives', heads, rows);
}

/** The evaluation of a metric over all rows: no slice, and the test split before others. */
export function measured(metric: string, evaluations: readonly Evaluated[]): Evaluated | undefined {
  const whole = evaluations.filter(each => each.metric === metric && each.slice === null);
  return whole.find(each => each.split === 'test') ?? whole[0];
}

/** Whether a value is as good as the objective asks. */
export function meets({ comparator, target }: Pick<Objective, 'comparator' | 'target'>, value: number): boolean {
  return comparator === 'AT_LEAST' ? value >= target : value <= target;
}

const mostPictures = 4;

/** A picture for each metric that was measured on several versions, those with an objective first. */
export function metricsHtml({ objectives, versions }: ModelData): Html {
  const oldestFirst = versions.nodes.toReversed();
  const names = new Set([
    ...objectives.map(each => each.metric),
    ...oldestFirst.flatMap(each => each.evaluations.map(({ metric }) => metric)),
  ]);
  const series = [...names].flatMap(name => {
    const points = oldestFirst.flatMap(each => {
      const value = measured(name, each.evaluations)?.value ?? null;
      return value === null ? [] : [{ at: each.createdAt, value, label: `version ${each.version}` }];
    });
    return points.length > 1 ? [{ name, points }] : [];
  });
  if (series.length === 0)
    return empty('No metric was measured on two versions yet. Evaluations come with a version when it is registered.');
  const pictures = series.slice(0, mostPictures).map(({ name, points }) => {
    const aim = objectives.find(each => each.metric === name);
    return linePicture({
      name,
      unit: aim?.unit,
      points,
      limit: aim ? { value: aim.target, label: 'objective' } : null,
    });
  });
  return html`${pictures}`;
}

/** What a model costs this month, beside its budget. */
export function costHtml(cost: CostData | null): Html {
  if (!cost) return empty('No cost was recorded this month.');
  const { amount, currency, budget, burn, forecast, perThousandPredictions, points } = cost;
  const held = budget === null || forecast === null ? null : forecast <= budget;
  const days = points.length > 1 ? linePicture({ name: 'Cost by day', unit: currency, points, narrow: true }) : '';
  return html`${facts([
    ['So far', html`<strong>${money(amount, currency)}</strong>`],
    ['Budget', budget === null ? 'none is set' : money(budget, currency)],
    ['Used', burn === null ? null : percent(burn)],
    [
      'Foreseen',
      forecast === null
        ? null
        : html`${money(forecast, currency)} ${held === null ? '' : verdict(held, ['Within', 'Above'])}`,
    ],
    ['Per 1,000', perThousandPredictions === null ? null : `${number(perThousandPredictions)} ${currency}`],
  ])}${days}`;
}
