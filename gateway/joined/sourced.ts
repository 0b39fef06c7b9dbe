import { isPromise, type Make } from '@handoff/kit/execution/plain';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../request-context.ts';
import { contextOf, finderIn, owns, type Part, resolverIn } from './part.ts';

/** What other subgraphs, of which there are few, know of an object. */
interface Known {
  part: Part;
  found: unknown;
  next: Known | null;
}

/** An object as the resolver of a subgraph gave it, with the subgraph that gave it. */
export class Sourced {
  readonly of: Part;
  readonly value: unknown;
  #elsewhere: Known | null = null;

  constructor(of: Part, value: unknown) {
    this.of = of;
    this.value = value;
  }

  /** The same object as another subgraph knows it; null when that has none for the viewer. Asked once for each. */
  in(part: Part, context: RequestContext, info: GraphQLResolveInfo): unknown {
    for (let known = this.#elsewhere; known !== null; known = known.next) if (known.part === part) return known.found;
    const found = find(this, { part, context, info });
    this.#elsewhere = { part, found, next: this.#elsewhere };
    return found;
  }
}

/** What a subgraph has nothing of where the schema promises something: no error of the caller's, so none is told. */
export class Unseen extends GraphQLError {}

/** A resolver's answer, each object in it as it is made. */
export function sourced(make: Make, answer: unknown): unknown {
  if (answer === null || answer === undefined || answer instanceof Error) return answer;
  if (isPromise(answer)) return answer.then(value => sourced(make, value));
  return Array.isArray(answer) ? answer.map(each => sourced(make, each)) : make(answer);
}

interface Where {
  part: Part;
  context: RequestContext;
  info: GraphQLResolveInfo;
}

function find(source: Sourced, where: Where): unknown {
  const type = where.info.parentType.name;
  const { part, context, info } = where;
  const reference = referenceTo(source, type, where);
  const finder = finderIn(part.schema, type);
  const found = (whole: object) => finder(whole, contextOf(context, part), info) ?? null;
  return isPromise(reference) ? reference.then(whole => found(whole as object)) : found(reference);
}

/** An entity's type and key, as its own subgraph resolves them. */
function referenceTo(source: Sourced, type: string, { part, context, info }: Where): object | PromiseLike<object> {
  const key = part.keys.get(type)?.find(fields => fields.every(field => owns(source.of, type, field)));
  if (!key) throw new Error(`${part.name} cannot find a ${type} by what ${source.of.name} knows of it.`);
  const own = contextOf(context, source.of);
  const reference: Record<string, unknown> = { __typename: type };
  let isWhole = true;
  for (const field of key) {
    const resolve = resolverIn(source.of.schema, type, field);
    const value = resolve
      ? resolve(source.value, {}, own, { ...info, fieldName: field })
      : (source.value as Record<string, unknown>)[field];
    reference[field] = value;
    isWhole &&= !isPromise(value);
  }
  return isWhole ? reference : waited(reference, key);
}

async function waited(reference: Record<string, unknown>, key: readonly string[]): Promise<object> {
  await Promise.all(
    key.map(async field => {
      reference[field] = await reference[field];
    }),
  );
  return reference;
}
