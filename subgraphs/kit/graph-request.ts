/** What a GraphQL request asks. */
export interface GraphRequest {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

/** A GraphQL request from the JSON value of its body, or a sentence that says what of it has the wrong form. */
export function graphRequestOf(value: unknown): GraphRequest | string {
  if (!isMap(value)) return 'The request body must be a JSON object.';
  const { query, variables, operationName, extensions } = value;
  if (typeof query !== 'string' || query.trim() === '') return malformed('query', 'a text that holds the operation');
  if (!isNone(variables) && !isMap(variables)) return malformed('variables', 'a JSON object');
  if (!isNone(operationName) && typeof operationName !== 'string') return malformed('operationName', 'a text');
  if (!isNone(extensions) && !isMap(extensions)) return malformed('extensions', 'a JSON object');
  return { query, variables: variables ?? {}, operationName: operationName || undefined };
}

function malformed(parameter: string, expected: string): string {
  return `The parameter "${parameter}" must be ${expected}.`;
}

function isNone(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
