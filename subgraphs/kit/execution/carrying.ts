import {
  defaultFieldResolver,
  defaultTypeResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import type { Values } from './collect.ts';
import { isPromise, unread } from './plain.ts';
import type { Field, Plan, Shape } from './plan.ts';

/** Where a value stands in the answer. It is also the path that resolvers are told. */
class Place {
  /** Set as soon as the field is resolved, and the same for what is in its list. */
  info!: GraphQLResolveInfo;
  readonly prev: Place | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;

  constructor(prev: Place | undefined, key: string | number, typename: string | undefined) {
    this.prev = prev;
    this.key = key;
    this.typename = typename;
  }
}

/** What is answered of an object. It knows no name but its own: "__proto__" is a name like any other. */
class Answer {
  [name: string]: unknown;
}
Object.setPrototypeOf(Answer.prototype, null);

const noArguments: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

/** One operation that is being carried out. */
export class Carrying {
  readonly #plan: Plan;
  readonly #values: Values;
  readonly #context: object;
  readonly #errors: GraphQLError[] = [];
  /** Where null was put in the place of what went wrong; undefined: in the place of everything. */
  readonly #nulled = new Set<Place | undefined>();

  constructor(plan: Plan, values: Values, context: object) {
    this.#plan = plan;
    this.#values = values;
    this.#context = context;
  }

  /** Answers the fields of a query. */
  async atOnce(fields: readonly Field[]): Promise<ExecutionResult> {
    try {
      return this.#result((await this.#select(fields, undefined, undefined)) as Answer);
    } catch (error) {
      return this.#nothing(error);
    }
  }

  /** Answers the fields of a change, one when the one before is done. */
  async inTurn(fields: readonly Field[]): Promise<ExecutionResult> {
    try {
      const answer = new Answer();
      for (const field of fields) answer[field.name] = await this.#field(field, undefined, undefined);
      return this.#result(answer);
    } catch (error) {
      return this.#nothing(error);
    }
  }

  #nothing(error: unknown): ExecutionResult {
    this.#tell(error as GraphQLError, undefined);
    return this.#result(null);
  }

  #result(data: Answer | null): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data };
  }

  #select(fields: readonly Field[], source: unknown, place: Place | undefined): Answer | Promise<Answer> {
    const answer = new Answer();
    let waiting: PromiseLike<void>[] | null = null;
    try {
      for (const field of fields) {
        const value = this.#field(field, source, place);
        answer[field.name] = value;
        if (isPromise(value)) {
          waiting ??= [];
          waiting.push(
            value.then(told => {
              answer[field.name] = told;
            }),
          );
        }
      }
    } catch (error) {
      if (waiting === null) throw error;
      // Those that wait may fail as well, and somebody has to hear of it.
      return Promise.all(waiting)
        .then(() => answer)
        .finally(() => {
          throw error;
        });
    }
    return waiting === null ? answer : Promise.all(waiting).then(() => answer);
  }

  #field(field: Field, source: unknown, parent: Place | undefined): unknown {
    if (field.read === null) return this.#resolved(field, source, parent);
    try {
      const value = field.read(source);
      if (value === unread) return this.#resolved(field, source, parent);
      const told = toldAtOnce(field.shape, value);
      return told === unread ? this.#standing(field.shape, value, this.#placeOf(field, parent)) : told;
    } catch (thrown) {
      return this.#failed(thrown, field.shape, this.#placeOf(field, parent));
    }
  }

  #resolved(field: Field, source: unknown, parent: Place | undefined): unknown {
    const { definition, nodes, shape } = field;
    const place = this.#placeOf(field, parent);
    try {
      const args = definition.args.length === 0 ? noArguments : getArgumentValues(definition, nodes[0], this.#values);
      const resolve = field.resolve ?? defaultFieldResolver;
      return this.#standing(shape, resolve(source, args, this.#context, place.info), place);
    } catch (thrown) {
      return this.#failed(thrown, shape, place);
    }
  }

  #placeOf(field: Field, parent: Place | undefined): Place {
    const place = new Place(parent, field.name, field.parent.name);
    place.info = this.#infoOf(field, place);
    return place;
  }

  #infoOf({ definition, nodes, parent }: Field, path: Place): GraphQLResolveInfo {
    const { schema, fragments, operation } = this.#plan;
    return {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType: parent,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: this.#values,
    };
  }

  /** Completes what stands at a place. What goes wrong there ends there, unless something must be there. */
  #standing(shape: Shape, value: unknown, place: Place): unknown {
    try {
      const completed = isPromise(value)
        ? value.then(told => this.#complete(shape, told, place))
        : this.#complete(shape, value, place);
      return isPromise(completed) ? completed.then(undefined, thrown => this.#failed(thrown, shape, place)) : completed;
    } catch (thrown) {
      return this.#failed(thrown, shape, place);
    }
  }

  #complete(shape: Shape, value: unknown, place: Place): unknown {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) {
      if (!shape.required) return null;
      throw new Error(`Cannot return null for non-nullable field ${nameOf(place)}.`);
    }
    if (shape.kind === 'Leaf') return serialized(shape.type, value);
    if (shape.kind === 'List') return this.#list(shape.item, value, place);
    if (shape.kind === 'Object') return this.#select(shape.inside.fieldsOf(shape.type), value, place);
    return this.#abstract(shape, value, place);
  }

  #list(shape: Shape, value: unknown, place: Place): unknown {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value))
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(place)}".`);
    let waits = false;
    const items: unknown[] = [];
    try {
      for (const item of value as Iterable<unknown>) {
        const told = this.#item(shape, item, { list: place, at: items.length });
        waits ||= isPromise(told);
        items.push(told);
      }
    } catch (error) {
      // Those that wait may fail as well: what nobody hears of would end the process.
      for (const each of items) if (isPromise(each)) each.then(undefined, () => {});
      throw error;
    }
    return waits ? Promise.all(items) : items;
  }

  #item(shape: Shape, item: unknown, { list, at }: { list: Place; at: number }): unknown {
    const told = shape.kind === 'Leaf' ? toldAtOnce(shape, item) : unread;
    if (told !== unread) return told;
    const place = new Place(list, at, undefined);
    place.info = list.info;
    return this.#standing(shape, item, place);
  }

  #abstract(shape: Shape & { kind: 'Abstract' }, value: unknown, place: Place): unknown {
    const { type, inside } = shape;
    const named = (type.resolveType ?? defaultTypeResolver)(value, this.#context, place.info, type);
    const select = (name: string | undefined) =>
      this.#select(inside.fieldsOf(this.#typeNamed(name, { shape, place })), value, place);
    return isPromise(named) ? named.then(name => select(name as string | undefined)) : select(named);
  }

  #typeNamed(
    name: string | undefined,
    { shape, place }: { shape: Shape & { kind: 'Abstract' }; place: Place },
  ): GraphQLObjectType {
    const { schema } = this.#plan;
    const found = name === undefined ? undefined : schema.getType(name);
    if (isObjectType(found) && schema.isSubType(shape.type, found)) return found;
    throw new Error(`What ${nameOf(place)} holds is of the type ${name}, which is no ${shape.type.name}.`);
  }

  #failed(thrown: unknown, { required }: Shape, place: Place): null {
    const error = locatedError(thrown, place.info.fieldNodes, responsePathAsArray(place));
    if (required) throw error;
    this.#tell(error, place);
    return null;
  }

  /** Tells an error, but not below a place that was nulled already. */
  #tell(error: GraphQLError, place: Place | undefined): void {
    for (let at = place; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(place);
    this.#errors.push(error);
  }
}

/** The answer for a value that needs nothing else; `unread` where it does, or where something is wrong with it. */
function toldAtOnce(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return shape.required ? unread : null;
  if (shape.kind !== 'Leaf' || value instanceof Error || isPromise(value)) return unread;
  try {
    return shape.type.serialize(value) ?? unread;
  } catch {
    return unread;
  }
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  const told = type.serialize(value);
  if (told !== null && told !== undefined) return told;
  throw new Error(`Expected ${type.name} to be told as a value, and not as ${told}.`);
}

function nameOf({ info }: Place): string {
  return `${info.parentType.name}.${info.fieldName}`;
}
