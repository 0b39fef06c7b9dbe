import type { GraphQLResolveInfo } from 'graphql';
import type { Make } from './plain.ts';
import type { Field, Shape } from './plan.ts';

/** Where a value stands in the answer. It is also the path that resolvers are told. */
export class Place {
  /** Set as soon as the field is resolved, and the same for what is in its list. */
  info!: GraphQLResolveInfo;
  /** What is made of each object there before its fields are resolved; null: nothing. */
  make: Make | null = null;
  readonly prev: Place | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
  /** How a value is completed there. */
  readonly shape: Shape;
  /** The answer or the list that it is a place of. */
  readonly into: Answer | unknown[];

  private constructor(prev: Place | undefined, of: Omit<Place, 'info' | 'make' | 'prev' | 'put' | 'nullable'>) {
    this.prev = prev;
    this.key = of.key;
    this.typename = of.typename;
    this.shape = of.shape;
    this.into = of.into;
  }

  static ofField({ name, parent, shape }: Field, { place, answer }: At): Place {
    return new Place(place, { key: name, typename: parent.name, shape, into: answer });
  }

  static ofItem(list: Place, shape: Shape, into: unknown[]): Place {
    const place = new Place(list, { key: into.length, typename: undefined, shape, into });
    place.info = list.info;
    place.make = list.make;
    return place;
  }

  put(value: unknown): void {
    (this.into as Record<string | number, unknown>)[this.key] = value;
  }

  /** The nearest place, from this one upwards, where null may be; undefined: only that of everything. */
  nullable(): Place | undefined {
    let at: Place | undefined = this;
    while (at?.shape.required) at = at.prev;
    return at;
  }
}

/** What is answered of an object. It knows no name but its own: "__proto__" is a name like any other. */
export class Answer {
  [name: string]: unknown;
}
Object.setPrototypeOf(Answer.prototype, null);

/** An object whose fields are answered: what is answered of it, and its place. */
export interface At {
  source: unknown;
  answer: Answer;
  place: Place | undefined;
}
