export type Answer = Record<string, unknown>;

/** Null in every field, with the reason. */
export function undefinedAs(reason: string, fields: readonly string[]): Answer {
  return { ...Object.fromEntries(fields.map(field => [field, null])), reason };
}

/** An answer with the reason for what is null in it, when anything is. */
export function reasoned(answer: Answer, reason: string): Answer {
  return Object.values(answer).some(isMissing) ? { ...answer, reason } : answer;
}

function isMissing(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object') return value === undefined;
  return value === null || Object.values(value).some(isMissing);
}
