import { grouped } from '@handoff/kit/loader';
import { hourMs } from '../grain.ts';
import type { MonitorKind } from '../monitor/monitor.ts';
import { symptomOf } from '../monitor/symptom.ts';

/** An alert that fires, as far as what explains it is concerned. */
export interface Suspect {
  id: string;
  modelId: string;
  kind: MonitorKind | null;
  metric: string | null;
  /** Id of the shared feature that its monitor's feature is read from; null: of none. */
  definitionId: string | null;
  firedAt: Date;
  /** What was found to explain it; null: nothing. */
  causeId: string | null;
}

/** What predicts worse up to so many hours before a shared feature is seen to be broken may come from it. */
export const earlierHours = 24;

/**
 * What explains which: of the alerts about one shared feature, whatever model they are on, the one that fired first
 * explains the others; and it explains that a model predicts worse which has such an alert. Causes are explained by
 * nothing, so that there is no circle. Those that nothing explains are left out. Pure.
 */
export function causesOf(suspects: readonly Suspect[]): Map<string, string> {
  const first = new Map<string, Suspect>();
  const shared = suspects.filter(isShared).toSorted(byTime);
  for (const suspect of shared) {
    if (!first.has(suspect.definitionId)) first.set(suspect.definitionId, suspect);
  }
  const causes = new Map<string, string>();
  for (const { id, definitionId } of shared) {
    const root = first.get(definitionId);
    if (root && root.id !== id) causes.set(id, root.id);
  }
  const byModel = grouped(shared, ({ modelId }) => modelId);
  for (const suspect of suspects.filter(isWorse)) {
    const own = byModel.get(suspect.modelId) ?? [];
    const roots = own.flatMap(({ definitionId }) => first.get(definitionId) ?? []).filter(root => fits(root, suspect));
    const kept = roots.find(({ id }) => id === suspect.causeId);
    const root = kept ?? roots.toSorted(byTime)[0];
    if (root) causes.set(suspect.id, root.id);
  }
  return causes;
}

type Shared = Suspect & { definitionId: string };

function isShared(suspect: Suspect): suspect is Shared {
  const { kind, definitionId } = suspect;
  return definitionId !== null && (kind === 'DRIFT' || kind === 'DATA_QUALITY');
}

function isWorse(suspect: Suspect): boolean {
  return symptomOf(suspect) === 'PERFORMANCE';
}

function fits(root: Suspect, worse: Suspect): boolean {
  return worse.firedAt.getTime() >= root.firedAt.getTime() - earlierHours * hourMs;
}

function byTime(a: Suspect, b: Suspect): number {
  return a.firedAt.getTime() - b.firedAt.getTime() || (a.id < b.id ? -1 : 1);
}
