import { grouped } from '@handoff/kit/loader';
import type { Log } from '@handoff/kit/log';
import type { Findings, Look, Tools } from './kind/kind.ts';
import { kinds } from './kind/kinds.ts';
import type { MonitorKind } from './monitor.ts';

/** What may be said of a failure of our own. */
const notAnswered = 'What it looks at could not be read just now; it is tried again.';

/**
 * What looks of monitors of any kind find; each finding has the place of its look. A kind that fails keeps no other from
 * being found: its looks are troubles, and the log says why.
 */
export async function findAll({ tools, log }: { tools: Tools; log: Log }, looks: readonly Look[]): Promise<Findings> {
  const all: Findings = { found: [], troubles: [] };
  const placed = looks.map((look, place) => ({ look, place }));
  for (const [name, own] of grouped(placed, ({ look }) => look.monitor.kind)) {
    const place = (at: number) => own[at]?.place ?? -1;
    try {
      const { find } = kinds[name as MonitorKind];
      const { found, troubles } = await find(
        tools,
        own.map(({ look }) => look),
      );
      for (const each of found) all.found.push({ ...each, place: place(each.place) });
      for (const each of troubles) all.troubles.push({ ...each, place: place(each.place) });
    } catch (error) {
      log.warn({ err: error }, `Monitors of kind ${name} could not be evaluated; they are tried again.`);
      for (const each of own) all.troubles.push({ place: each.place, message: notAnswered, ours: true });
    }
  }
  return all;
}
