import Negotiator from 'negotiator';

/** The media type that answers are of unless the caller wants the other. */
export const json = 'application/json';
/** The media type of GraphQL over HTTP, in which a request that cannot be carried out has a status of the 400s. */
export const graphqlJson = 'application/graphql-response+json';

/** The media type to answer in: the caller's choice among the two of GraphQL over HTTP, else application/json. */
export function mediaType(accept: string | undefined): typeof json | typeof graphqlJson {
  const chosen = new Negotiator({ headers: { accept } }).mediaType([json, graphqlJson]);
  return chosen === graphqlJson ? graphqlJson : json;
}

/** Whether a caller takes answers of a media type. */
export function takes(type: string, accept: string | undefined): boolean {
  return new Negotiator({ headers: { accept } }).mediaType([type]) === type;
}

/** Whether a body comes as JSON in UTF-8 and not compressed, as its headers say. */
export function isPlainJson(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const type = String(headers['content-type'] ?? '');
  const isJson = /^application\/json *(; *charset="?utf-?8"?)? *$/i.test(type);
  return isJson && (headers['content-encoding'] ?? 'identity') === 'identity';
}
