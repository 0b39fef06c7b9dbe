import type { ValueChange } from '@handoff/kit/event/table';
import type { UsedData } from '../version/parts.ts';
import type { AssumptionRow, Parameter } from '../version/version.ts';

/** What became of named values: those of the left in their order, then what is new. Equal ones are left out. */
export function valueChanges(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): ValueChange[] {
  return [...new Set([...left.keys(), ...right.keys()])].flatMap(name => {
    const before = left.get(name) ?? null;
    const after = right.get(name) ?? null;
    if (before === after) return [];
    const change = before === null ? 'ADDED' : after === null ? 'REMOVED' : 'CHANGED';
    return [{ name, change, before, after } as const];
  });
}

/** Settings by name. */
export function settingsOf(parameters: readonly Parameter[]): Map<string, string> {
  return new Map(parameters.map(({ name, value }) => [name, value]));
}

/** What is assumed, and whether it was found to hold: OPEN, HOLDS or BROKEN. */
export function assumptionsTold(assumptions: readonly Pick<AssumptionRow, 'text' | 'status'>[]): Map<string, string> {
  return new Map(assumptions.map(({ text, status }) => [text, status]));
}

/** What each data set was used for and what it held, by its name; other content under the same name reads otherwise. */
export function dataTold(uses: readonly UsedData[]): Map<string, string> {
  const told = new Map<string, string[]>();
  for (const use of uses) told.set(use.dataset.name, [...(told.get(use.dataset.name) ?? []), useText(use)]);
  return new Map([...told].map(([name, texts]) => [name, texts.toSorted().join('; ')]));
}

function useText({ dataset: { id, rows, from, to, digest }, purpose }: UsedData): string {
  const parts = [
    purpose.toLowerCase(),
    rows === null ? null : `${rows.toLocaleString('en')} rows`,
    from === null && to === null ? null : `${day(from)} to ${day(to)}`,
    digest === null ? id : `digest ${digest.slice(0, 12)}`,
  ];
  return parts.filter(part => part !== null).join(', ');
}

function day(at: Date | null): string {
  return at === null ? 'unknown' : at.toISOString().slice(0, 10);
}
