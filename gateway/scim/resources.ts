import type { Answer } from '../answer.ts';
import { mostResources } from './discovery.ts';
import { isScimError, type ScimError, scimAnswer, scimError } from './error.ts';
import { conditionsOf } from './filter.ts';
import type { Listed, Part } from './graph.ts';

/** What is asked of users or groups. */
export interface Wanted {
  method: string;
  /** Null: all of them. */
  id: string | null;
  /** Undefined: there is none. */
  body: unknown;
  /** Address of /scim/v2. */
  base: string;
  search: URLSearchParams;
}

/** The arguments of the graph by the attribute that a filter names, in lower case. */
export type Filters = Readonly<Record<string, string>>;

/** The part of a list that is asked for: RFC 7644, 3.4.2.4. startIndex begins at 1. */
export function partOf(search: URLSearchParams, filters: Filters): (Part & { startIndex: number }) | ScimError {
  const startIndex = Math.max(1, whole(search.get('startIndex'), 1));
  const first = Math.min(mostResources, Math.max(0, whole(search.get('count'), 100)));
  const where = whereOf(search.get('filter'), filters);
  return isScimError(where) ? where : { startIndex, skip: startIndex - 1, first, where };
}

/** Beyond this nothing is found, and the database takes no larger number. */
const furthest = 2 ** 31 - 1;

function whole(text: string | null, otherwise: number): number {
  const number = text === null ? Number.NaN : Number.parseInt(text, 10);
  return Number.isNaN(number) ? otherwise : Math.min(number, furthest);
}

function whereOf(filter: string | null, filters: Filters): Record<string, string> | ScimError {
  if (filter === null || filter.trim() === '') return {};
  const conditions = conditionsOf(filter);
  if (isScimError(conditions)) return conditions;
  const where: Record<string, string> = {};
  for (const { attribute, value } of conditions) {
    const argument = Object.hasOwn(filters, attribute) ? filters[attribute] : undefined;
    const known = `Known here are ${Object.keys(filters).join(', ')}.`;
    if (argument === undefined)
      return scimError(400, 'invalidFilter', `"${attribute}" cannot be filtered by. ${known}`);
    if (where[argument] !== undefined && where[argument] !== value)
      return scimError(400, 'invalidFilter', `"${attribute}" cannot be two things at once.`);
    where[argument] = value;
  }
  return where;
}

/** A list of resources: RFC 7644, 3.4.2. */
export function listOf(resources: readonly object[], of: { total: number; startIndex: number }): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: of.total,
    startIndex: of.startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

/** What was found, as a list of resources. */
export function answerList<T>(
  found: Listed<T> | ScimError,
  startIndex: number,
  resource: (one: T) => object,
): Answer | ScimError {
  if (isScimError(found)) return found;
  const { totalCount: total, nodes } = found;
  return scimAnswer(200, listOf(nodes.map(resource), { total, startIndex }));
}

/** One thing of a list that was asked for by id; none: 404. */
export function onlyOne<T>(found: Listed<T> | ScimError): T | ScimError {
  if (isScimError(found)) return found;
  return found.nodes[0] ?? scimError(404, null, 'There is nothing of this id in the directory.');
}

/** A resource without what its reader does not want: RFC 7644, 3.9. What names it is always there. */
export function projected(resource: object, search: URLSearchParams): object {
  const wanted = names(search.get('attributes'));
  const unwanted = names(search.get('excludedAttributes'));
  if (!wanted && !unwanted) return resource;
  const kept = Object.entries(resource).filter(([name]) => {
    const plain = name.toLowerCase();
    return always.has(plain) || (wanted ? wanted.has(plain) : !unwanted?.has(plain));
  });
  return Object.fromEntries(kept);
}

const always = new Set(['schemas', 'id', 'meta']);

function names(text: string | null): Set<string> | null {
  const all = (text ?? '').split(',').map(
    one =>
      one
        .trim()
        .toLowerCase()
        .replace(/^urn:.*:/, '')
        .split('.')[0] ?? '',
  );
  const named = all.filter(one => one !== '');
  return named.length > 0 ? new Set(named) : null;
}

/** Whether an attribute is wanted in an answer. */
export function isWanted(search: URLSearchParams, name: string): boolean {
  return name in projected({ [name]: true }, search);
}

/** The refusal of a method that is not known here. */
export function onlyMethods(...methods: string[]): ScimError {
  return { ...scimError(405, null, `Use ${methods.join(', ')}.`), headers: { allow: methods.join(', ') } };
}
