import { inUtc } from '@handoff/kit/text';
import { minuteMs } from '../../grain.ts';
import { lastObservedOf, metricNames } from '../../metric/last-observed.ts';
import { shownNumber } from '../../number.ts';
import type { Found, Kind, Look, Tools } from './kind.ts';
import { measured, windowOf } from './over-window.ts';
import { lastTime, metricProblem, where } from './words.ts';

/**
 * That something is observed at all: no data is an alert. The window is how long nothing may come: of a metric, where
 * one is named, else of anything that is recorded of the model.
 */
export const freshness: Kind = {
  name: 'FRESHNESS',
  takes: ['metric'],
  problem: ({ metric }) => (metric === null ? null : metricProblem(metric)),
  everySeconds: 15,
  slow: false,
  hasHistory: true,
  series: ({ metric }) => metric,
  rule: () => ({ op: '>=', noData: 'alert' }),
  async find(tools, looks) {
    const now = new Date();
    const earlier = looks.map(({ at }) => now.getTime() - at.getTime() > minuteMs);
    const last = await lastObservedOf(
      tools.db,
      looks.map(({ monitor }) => ({ ...monitor, name: monitor.metric })),
    );
    const before = earlier.includes(true)
      ? await lastWithin(
          tools,
          looks.map((look, i) => (earlier[i] ? look : null)),
        )
      : null;
    const found = looks.map((look, place) => {
      const seen = (earlier[place] ? before?.get(place) : last.get(place)) ?? null;
      return foundOf(look, { place, seen, known: !earlier[place] });
    });
    return { found, troubles: [] };
  },
};

/** known: seen is all that is known; else it is only what was seen within the window. */
function foundOf(look: Look, { place, seen, known }: { place: number; seen: Date | null; known: boolean }): Found {
  const { monitor, at } = look;
  // What never was observed is missed from when somebody asked for it.
  const since = seen ?? (known ? monitor.savedAt : new Date(at.getTime() - monitor.windowMinutes * minuteMs));
  const minutes = Math.max(0, (at.getTime() - since.getTime()) / minuteMs);
  return {
    ...{ place, part: '', deploymentId: null, environment: null },
    value: minutes,
    threshold: monitor.windowMinutes,
    sentence: () => sentenceOf(look, seen),
  };
}

function sentenceOf({ monitor }: Look, seen: Date | null): string {
  const what = monitor.metric === null ? 'Nothing was observed' : `"${monitor.metric}" was not recorded`;
  const time = seen === null ? `over ${lastTime(monitor.windowMinutes)}` : `since ${inUtc(seen)}`;
  const must = `${shownNumber(monitor.windowMinutes)} minutes without are the most`;
  return `${what}${where(monitor)} ${time}; ${must}. Is the model still called, and does what it does arrive here?`;
}

/** When something was observed last within the windows of looks, by their places; those that are null are not asked. */
async function lastWithin(tools: Tools, looks: readonly (Look | null)[]): Promise<Map<number, Date>> {
  const asked = looks.flatMap((look, place) => (look ? [{ look, place }] : []));
  const models = asked.flatMap(({ look }) => (look.monitor.metric === null ? look.monitor.modelId : []));
  const names = models.length > 0 ? await metricNames(tools.db, [...new Set(models)]) : new Map<string, string[]>();
  const windows = asked.flatMap(({ look, place }) => {
    const own = look.monitor.metric === null ? (names.get(look.monitor.modelId) ?? []) : [look.monitor.metric];
    return own.map(name => ({ place, window: windowOf(look, name) }));
  });
  const last = new Map<number, Date>();
  for (const sum of await measured(
    tools,
    windows.map(({ window }) => window),
  )) {
    const place = windows[sum.place]?.place ?? -1;
    const known = last.get(place);
    if (!known || known < sum.last) last.set(place, sum.last);
  }
  return last;
}
