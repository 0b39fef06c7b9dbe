import {
  defaultFieldResolver,
  defaultTypeResolver,
  type ExecutionResult,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import type { Values } from './collect.ts';
import { Answer, type At, Place } from './place.ts';
import { isPromise, unread } from './plain.ts';
import type { Field, Plan, Shape } from './plan.ts';

const noArguments: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

/**
 * One operation that is being carried out. What is known stands in the answer at once; what is waited for is put there
 * when it comes. Nothing waits for what is inside it: only the whole answer does, for all that is on its way.
 */
export class Carrying {
  readonly #plan: Plan;
  readonly #values: Values;
  readonly #context: object;
  readonly #errors: GraphQLError[] = [];
  /** Where null was put in the place of what went wrong; undefined: in the place of everything. */
  readonly #nulled = new Set<Place | undefined>();
  readonly #arguments = new Map<Field, Readonly<Record<string, unknown>>>();
  #underWay = 0;
  #allCame = () => {};

  constructor(plan: Plan, values: Values, context: object) {
    this.#plan = plan;
    this.#values = values;
    this.#context = context;
  }

  /** Answers the fields of a query. */
  async atOnce(fields: readonly Field[]): Promise<ExecutionResult> {
    const root = { source: undefined, answer: new Answer(), place: undefined };
    await this.#whole(() => this.#fill(fields, root));
    return this.#result(root.answer);
  }

  /** Answers the fields of a change, one when the one before is done. */
  async inTurn(fields: readonly Field[]): Promise<ExecutionResult> {
    const root = { source: undefined, answer: new Answer(), place: undefined };
    for (const field of fields) {
      await this.#whole(() => this.#fill([field], root));
      if (this.#nulled.has(undefined)) break;
    }
    return this.#result(root.answer);
  }

  /** Fills in what is known, and waits for all that is on its way then. */
  async #whole(fill: () => void): Promise<void> {
    try {
      fill();
    } catch (error) {
      this.#tell(error as GraphQLError, undefined);
    }
    if (this.#underWay === 0) return;
    await new Promise<void>(resolve => {
      this.#allCame = resolve;
    });
  }

  #result(answer: Answer): ExecutionResult {
    const data = this.#nulled.has(undefined) ? null : answer;
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data };
  }

  #fill(fields: readonly Field[], at: At): void {
    for (const field of fields) at.answer[field.name] = this.#field(field, at);
  }

  #field(field: Field, at: At): unknown {
    if (field.read === null) return this.#resolved(field, at);
    try {
      const value = field.read(at.source);
      if (value === unread) return this.#resolved(field, at);
      const told = toldAtOnce(field.shape, value);
      return told === unread ? this.#standing(value, this.#placeOf(field, at)) : told;
    } catch (thrown) {
      return this.#failed(thrown, this.#placeOf(field, at));
    }
  }

  #resolved(field: Field, at: At): unknown {
    const place = this.#placeOf(field, at);
    try {
      const resolve = field.resolve ?? defaultFieldResolver;
      const value = resolve(at.source, this.#argumentsOf(field), this.#context, place.info);
      if (field.makeFor) place.make = field.makeFor(at.source);
      return this.#standing(value, place);
    } catch (thrown) {
      return this.#failed(thrown, place);
    }
  }

  /** The same for all objects of which a field is asked, so that they can tell that they are asked the same. */
  #argumentsOf(field: Field): Readonly<Record<string, unknown>> {
    const { definition, nodes } = field;
    if (definition.args.length === 0) return noArguments;
    const known = this.#arguments.get(field);
    if (known) return known;
    const args = Object.freeze(getArgumentValues(definition, nodes[0], this.#values));
    this.#arguments.set(field, args);
    return args;
  }

  #placeOf(field: Field, at: At): Place {
    const place = Place.ofField(field, at);
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

  /**
   * What stands at a place for a value; nothing yet where that is waited for. What goes wrong there ends there, unless
   * something must be there.
   */
  #standing(value: unknown, place: Place): unknown {
    if (isPromise(value)) return this.#later(value, place);
    try {
      return this.#complete(value, place);
    } catch (thrown) {
      return this.#failed(thrown, place);
    }
  }

  /** Puts what is waited for into its place when it comes, or null in its place or further up when it fails. */
  #later(value: PromiseLike<unknown>, place: Place): undefined {
    this.#underWay++;
    const whole = value instanceof Promise ? (value as Promise<unknown>) : Promise.resolve(value);
    whole.then(
      told => this.#came(told, place),
      thrown => this.#lost(thrown, place),
    );
  }

  #came(told: unknown, place: Place): void {
    try {
      place.put(told instanceof Named ? this.#named(told, place) : this.#complete(told, place));
      this.#over();
    } catch (thrown) {
      this.#lost(thrown, place);
    }
  }

  #over(): void {
    this.#underWay--;
    if (this.#underWay === 0) this.#allCame();
  }

  #complete(value: unknown, place: Place): unknown {
    const { shape } = place;
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) {
      if (!shape.required) return null;
      throw new Error(`Cannot return null for non-nullable field ${nameOf(place)}.`);
    }
    if (shape.kind === 'Leaf') return serialized(shape.type, value);
    if (shape.kind === 'List') return this.#list(shape.item, value, place);
    const object = place.make === null ? value : place.make(value);
    if (shape.kind === 'Object') return this.#select(shape.inside.fieldsOf(shape.type), object, place);
    return this.#abstract(shape, object, place);
  }

  #select(fields: readonly Field[], source: unknown, place: Place): Answer {
    const answer = new Answer();
    this.#fill(fields, { source, answer, place });
    return answer;
  }

  #list(shape: Shape, value: unknown, place: Place): unknown[] {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value))
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(place)}".`);
    const items: unknown[] = [];
    for (const item of value as Iterable<unknown>) {
      const told = shape.kind === 'Leaf' ? toldAtOnce(shape, item) : unread;
      items.push(told === unread ? this.#standing(item, Place.ofItem(place, shape, items)) : told);
    }
    return items;
  }

  #abstract({ type }: Abstract, value: unknown, place: Place): unknown {
    const name = (type.resolveType ?? defaultTypeResolver)(value, this.#context, place.info, type);
    return isPromise(name)
      ? this.#later(
          (name as PromiseLike<string>).then(told => new Named(told, value)),
          place,
        )
      : this.#named({ name, value }, place);
  }

  #named({ name, value }: Named, place: Place): Answer {
    const { type, inside } = place.shape as Abstract;
    const { schema } = this.#plan;
    const found = name === undefined ? undefined : schema.getType(name);
    if (!isObjectType(found) || !schema.isSubType(type, found))
      throw new Error(`What ${nameOf(place)} holds is of the type ${name}, which is no ${type.name}.`);
    return this.#select(inside.fieldsOf(found), value, place);
  }

  /** Null for what went wrong at a place, while what is around it is still being filled in: what must be there throws. */
  #failed(thrown: unknown, place: Place): null {
    const error = located(thrown, place);
    if (place.shape.required) throw error;
    this.#tell(error, place);
    return null;
  }

  /** Null for what was waited for, or for what must have it: all around it stands already. */
  #lost(thrown: unknown, place: Place): void {
    const nullable = place.nullable();
    nullable?.put(null);
    this.#tell(located(thrown, place), nullable);
    this.#over();
  }

  /** Tells an error, but not below a place that was nulled already. */
  #tell(error: GraphQLError, place: Place | undefined): void {
    for (let at = place; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(place);
    this.#errors.push(error);
  }
}

function located(thrown: unknown, place: Place): GraphQLError {
  return locatedError(thrown, place.info.fieldNodes, responsePathAsArray(place));
}

type Abstract = Shape & { kind: 'Abstract' };

/** An object of which it had to be waited for what it is. */
class Named {
  readonly name: string | undefined;
  readonly value: unknown;

  constructor(name: string | undefined, value: unknown) {
    this.name = name;
    this.value = value;
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
