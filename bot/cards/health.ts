import type { KnownBlock } from '@slack/types';
import type { SeriesView } from '../answers/alert.ts';
import type { HealthView, ModelHealthView, RunningView } from '../answers/health.ts';
import { fitting, safe, safeLine, told, when } from '../text.ts';
import { bold, button, context, controls, type Shown, section } from './blocks.ts';
import { figure } from './comparison.ts';
import { seriesChart } from './evidence.ts';
import { askAction, type Share, shareButtons } from './model.ts';
import { nameOf } from './names.ts';

/** How each status reads. */
const statuses: Record<HealthView['status'], string> = {
  HEALTHY: 'Healthy',
  DEGRADED: 'Degraded',
  FAILING: 'Failing',
  UNKNOWN: 'Unknown',
};

/** What was measured of a model lately, and what it is held against. */
export interface Measured {
  series: SeriesView;
  threshold: number | null;
}

/** What else the card carries: what was measured, the look-up to share, and how its open alerts are asked for. */
export interface HealthExtras {
  measured: Measured | null;
  share: Share;
  alerts: string;
}

/** How a model is: in a word and a sentence, what runs where, and what was measured over the last day. */
export function healthCard(model: ModelHealthView, { measured, share, alerts }: HealthExtras): Shown {
  const { health } = model;
  const name = `${safeLine(model.title)} (${safeLine(model.name, 128)})`;
  const owner = `Owner: ${model.owner ? nameOf(model.owner) : 'nobody yet'}.`;
  const open = health && health.openAlerts > 0;
  return {
    text: health ? `${name} is ${healthWord(health)}: ${safe(health.summary, 500)}` : `${name}: ${unread}`,
    blocks: [
      section([headline(model), ...sinceWhen(model), owner].join('\n')),
      section(fitting(running(model.live), 2000)),
      ...picture(measured),
      ...controls([
        ...(open ? [button('Show its alerts', { action: askAction, value: alerts })] : []),
        ...shareButtons(share),
      ]),
    ],
  };
}

const unread = 'its health cannot be read just now.';

/** A model's health in a few words, for lists; null: it cannot be read just now. */
export function healthLine(health: HealthView | null | undefined): string {
  if (health === undefined) return '';
  if (health === null) return 'health not known just now';
  const alerts = health.openAlerts === 1 ? '1 open alert' : `${health.openAlerts} open alerts`;
  return health.openAlerts === 0 ? healthWord(health) : `*${healthWord(health)}*, ${alerts}`;
}

function healthWord({ status }: HealthView): string {
  return status === 'UNKNOWN' ? 'health unknown' : (statuses[status] ?? safeLine(status, 40)).toLowerCase();
}

function headline({ title, name, health }: ModelHealthView): string {
  const what = `${bold(title)} (${safeLine(name, 128)})`;
  return health
    ? `*${statuses[health.status] ?? 'Unknown'}:* ${what}\n${told(health.summary, 800)}`
    : `${what}: ${unread}`;
}

function sinceWhen({ health }: ModelHealthView): string[] {
  const since = health?.since
    ? [`${health.openAlerts > 0 ? 'Since' : 'Its last alert ended'} ${when(health.since)}.`]
    : [];
  // The sentence of a model without alerts tells when it was observed.
  if (health?.summary.includes('observed')) return since;
  const seen = health?.lastObservedAt ? [`Last measured ${when(health.lastObservedAt)}.`] : [];
  return health && seen.length === 0 ? [...since, 'Nothing was measured yet.'] : [...since, ...seen];
}

function running(live: RunningView[] | null): string[] {
  if (live === null) return ['What runs cannot be read just now.'];
  if (live.length === 0) return ['It runs nowhere yet.'];
  return ['*Where it runs*', ...live.map(runningLine)];
}

function runningLine({ environment, version, kind, trafficPercent, startedAt, health }: RunningView): string {
  const what = version ? `version ${safeLine(version.version, 64)}` : 'a version';
  const how = kind === 'PRIMARY' && trafficPercent === 100 ? '' : `, ${figure(trafficPercent)} % of the traffic`;
  const since = startedAt ? `, since ${when(startedAt)}` : '';
  const state = healthLine(health ?? undefined);
  return `• ${bold(environment.title, 80)}: ${what}${how}${since}${state ? `: ${state}` : ''}`;
}

function picture(measured: Measured | null): KnownBlock[] {
  const values = measured?.series.points.flatMap(({ value }) => value ?? []) ?? [];
  const last = values.at(-1);
  if (!measured || last === undefined) return [];
  const { series, threshold } = measured;
  const limit = threshold === null ? '' : `, against a threshold of ${figure(threshold)}`;
  const unit = series.unit ? ` ${safeLine(series.unit, 40)}` : '';
  const sentence = `${safeLine(series.name, 80)} over the last day: ${figure(last)}${unit} now${limit}.`;
  return [section(sentence), ...seriesChart(series, threshold), context('By the hour, in UTC.')];
}
