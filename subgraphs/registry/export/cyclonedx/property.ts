import { type Told, told } from '../given.ts';

/** What a bill of materials has no field for: `handoff:<name>`, or nothing when it is not known. */
export function property(name: string, value: string | number | boolean | null | undefined): Told[] {
  return value === null || value === undefined || value === ''
    ? []
    : [{ name: `handoff:${name}`, value: String(value) }];
}

/** Facts on one line: `rows=1200; digest=ab12`. Null where nothing is known. */
export function pairs(facts: Told): string | null {
  const known = Object.entries(told(facts)).map(([name, value]) => `${name}=${String(value)}`);
  return known.length === 0 ? null : known.join('; ');
}
