/** A JSON object that is put together from what is known. */
export type Told = Record<string, unknown>;

/** An object without what is not known: no nulls, empty texts, empty lists or empty objects in it. */
export function told(fields: object): Told {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isTold(value)));
}

function isTold(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Words of a name like BINARY_CLASSIFICATION; null for the names that say nothing is known. */
export function words(name: string): string | null {
  return name === 'OTHER' || name === 'UNCLASSIFIED' ? null : name.toLowerCase().replaceAll('_', ' ');
}

/** The address of a web page, or null. */
export function webAddress(address: string | null): string | null {
  return address !== null && /^https?:\/\/[^\s/]/i.test(address) && URL.canParse(address) ? address : null;
}
