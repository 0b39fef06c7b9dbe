import { type GraphQLInputType, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** A place in the value of an argument where a text goes. */
export interface Slot {
  /** Where it is, such as "input.records.name". */
  path: string;
  /** A value of the argument that is as good as can be guessed, but for this place. */
  fill(text: unknown): unknown;
}

const taking: ReadonlySet<string> = new Set(['String', 'ID', 'JSON', 'DateTime']);
const deepest = 6;

/** All places of a type of input where texts go. */
export function slotsOf(type: GraphQLInputType, path: string): Slot[] {
  if (isNonNullType(type)) return slotsOf(type.ofType, path);
  if (path.split('.').length > deepest) return [];
  if (isListType(type)) return slotsOf(type.ofType, path).map(slot => ({ ...slot, fill: text => [slot.fill(text)] }));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap(field => {
      const around = (value: unknown) => ({ ...(likely(type, '') as object), [field.name]: value });
      const inside = slotsOf(field.type, `${path}.${field.name}`);
      return inside.map(slot => ({ ...slot, fill: (text: unknown) => around(slot.fill(text)) }));
    });
  }
  return taking.has(getNamedType(type).name) ? [{ path, fill: text => text }] : [];
}

/** Values that lead far into a catalogue of the demo. */
const known: Readonly<Record<string, string>> = {
  model: 'churn',
  environment: 'production',
  role: 'owner',
  roleKey: 'owner',
  version: '1',
  name: 'churn',
};

/** A value of a type that may well be taken: what must be there and nothing else. */
export function likely(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return likely(type.ofType, name);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(field => isNonNullType(field.type));
    return Object.fromEntries(needed.map(field => [field.name, likely(field.type, field.name)]));
  }
  return ofScalar(getNamedType(type).name, name);
}

function ofScalar(scalar: string, name: string): unknown {
  if (scalar === 'Int' || scalar === 'Float') return 1;
  if (scalar === 'Boolean') return true;
  if (scalar === 'DateTime') return '2026-11-21T09:00:00Z';
  return known[name] ?? 'x';
}
