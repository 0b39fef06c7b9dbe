import { grouped } from '@handoff/kit/loader';
import { minuteMs } from '../../grain.ts';
import type { Series } from '../../metric/series.ts';
import { shownNumber } from '../../number.ts';
import type { Monitor, PrometheusQuery } from '../monitor.ts';
import type { Said, Sample } from '../prometheus/answer.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import type { Findings, Found, Placed, Tools, Trouble } from './kind.ts';
import { badSide, mustBe, where } from './words.ts';

/** How many questions are put to servers at once. */
const atOnce = 8;
/** What a picture shows. */
const mostPoints = 240;
/** A sample stands for so long. */
const staleMs = 5 * minuteMs;

/** What queries answer: each monitor at the instant it looks, several instants of one as a range. */
export async function findByQuery(
  { prometheus }: Pick<Tools, 'prometheus'>,
  looks: readonly Placed[],
): Promise<Findings> {
  const groups = [...grouped(looks, ({ look }) => look.monitor.id).values()];
  const all: Findings = { found: [], troubles: [] };
  for (let i = 0; i < groups.length; i += atOnce) {
    const answers = await Promise.all(groups.slice(i, i + atOnce).map(own => findOne(prometheus, own)));
    for (const each of answers) {
      all.found.push(...each.found);
      all.troubles.push(...each.troubles);
    }
  }
  return all;
}

async function findOne(prometheus: Prometheus, looks: readonly Placed[]): Promise<Findings> {
  const [first] = looks as [Placed];
  const { monitor } = first.look;
  const query = monitor.prometheus as PrometheusQuery;
  const said = looks.length === 1 ? await prometheus.instant(query, first.look.at) : await overAll(prometheus, looks);
  if (said.kind === 'Problem') return { found: [], troubles: looks.map(({ place }) => trouble(place, said.message)) };
  const found = looks.map(placed => foundOf(placed, valueAt(said.value, placed.look.at)));
  const last = found.at(-1);
  if (last && isBad(monitor, last.value)) last.picture = await pictureOf(prometheus, monitor, first.look.at);
  return { found, troubles: [] };
}

function trouble(place: number, message: string): Trouble {
  return { place, message };
}

function overAll(prometheus: Prometheus, looks: readonly Placed[]): Promise<Said<Sample[]>> {
  const times = looks.map(({ look }) => look.at.getTime());
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const stepSeconds = Math.max(1, Math.round((to - from) / 1000 / (looks.length - 1)));
  const query = looks[0]?.look.monitor.prometheus as PrometheusQuery;
  return prometheus.range(query, { from: new Date(from), to: new Date(to), stepSeconds });
}

/** The latest sample at an instant, unless it is stale. */
function valueAt(samples: readonly Sample[], at: Date): number | null {
  const known = samples.filter(sample => sample.at <= at && at.getTime() - sample.at.getTime() <= staleMs);
  return known.at(-1)?.value ?? null;
}

function isBad({ comparator, threshold }: Monitor, value: number | null): boolean {
  if (value === null || threshold === null) return false;
  return badSide(comparator) === '<' ? value < threshold : value > threshold;
}

function foundOf({ look, place }: Placed, value: number | null): Found {
  const { monitor } = look;
  return {
    ...{ place, part: '', deploymentId: null, environment: null, value },
    sentence: () =>
      `The query "${monitor.prometheus?.query}"${where(monitor)} answered ${shownNumber(value ?? 0)}; ${mustBe(monitor.comparator, shownNumber(monitor.threshold ?? 0))}.`,
  };
}

/** The values around a breach: three windows before it, an hour at least. Without them the alert is still told. */
async function pictureOf(prometheus: Prometheus, monitor: Monitor, at: Date): Promise<{ series?: Series }> {
  const from = new Date(at.getTime() - Math.max(60, 3 * monitor.windowMinutes) * minuteMs);
  const stepSeconds = Math.max(15, Math.ceil((at.getTime() - from.getTime()) / 1000 / mostPoints));
  const said = await prometheus.range(monitor.prometheus as PrometheusQuery, { from, to: at, stepSeconds });
  if (said.kind === 'Problem') return {};
  const blank = { p50: null, p95: null, p99: null };
  const points = said.value.flatMap(({ at: time, value }) =>
    value === null ? [] : [{ at: time, value, n: 1, min: value, max: value, ...blank }],
  );
  return { series: { name: monitor.prometheus?.query ?? '', unit: null, grain: 'MINUTE', points } };
}
