import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { givenOf } from './everything.ts';

/** Numbers from 0 to 1, the same for the same seed. */
type Chance = () => number;

function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Frame {
  schema: GraphQLSchema;
  chance: Chance;
  /** Levels that are left. */
  depth: number;
  /** The value of arguments that name something. */
  sought: string;
}

/**
 * So many queries of a schema, the same for the same seed: some root fields, of each object some fields, with aliases,
 * repeated fields, conditions and fragments in them, at most five levels deep. A page holds three.
 */
export function generatedQueries(schema: GraphQLSchema, of: { seed: number; count: number; sought: string }): string[] {
  const chance = chanceOf(of.seed);
  const roots = Object.values(schema.getQueryType()?.getFields() ?? {});
  const found: string[] = [];
  while (found.length < of.count) {
    const picked = [0, 1].map(() => roots[Math.floor(chance() * roots.length)]).filter(field => field !== undefined);
    const asked = picked.map((field, at) => askedOf(field, `r${at}`, { schema, chance, depth: 5, sought: of.sought }));
    const selection = asked.filter(text => text !== '').join(' ');
    if (selection !== '')
      found.push(
        `query ($yes: Boolean = true, $no: Boolean = false) { ok: __typename @include(if: $yes) no: __typename @include(if: $no) ${selection} }`,
      );
  }
  return found;
}

type Field = GraphQLField<unknown, unknown>;

function askedOf(field: Field, alias: string, frame: Frame): string {
  const type = getNamedType(field.type);
  const call = `${alias === '' ? '' : `${alias}: `}${field.name}${argumentsOf(field, frame.sought)}`;
  if (isLeafType(type)) return call;
  const selection = frame.depth === 0 ? '' : selectionOf(type, { ...frame, depth: frame.depth - 1 });
  return selection === '' ? '' : `${call} { ${selection} }`;
}

function argumentsOf(field: Field, sought: string): string {
  const names = field.args.map(({ name }) => name);
  const naming = names.find(name => /^(id|name|model)$/.test(name));
  const given = givenOf(field).slice(1, -1);
  const others = given.split(', ').filter(each => each !== '' && !each.startsWith(`${naming}:`));
  const all = [
    ...(naming ? [`${naming}: "${sought}"`] : []),
    ...(names.includes('first') ? ['first: 3'] : []),
    ...others,
  ];
  return all.length === 0 ? '' : `(${all.join(', ')})`;
}

function selectionOf(type: GraphQLNamedType, frame: Frame): string {
  if (isAbstractType(type)) {
    const kinds = frame.schema.getPossibleTypes(type).filter(() => frame.chance() < 0.7);
    return ['__typename', ...kinds.map(kind => `... on ${kind.name} { ${kind.name}: __typename }`)].join(' ');
  }
  if (!isObjectType(type)) return '';
  // What has an id is asked for it: by it the test knows that something was found.
  const fields = Object.values(type.getFields()).filter(({ name, type: of }) => {
    return frame.chance() < (isLeafType(getNamedType(of)) ? 0.5 : 0.3) || name === 'id';
  });
  const asked = fields.map(field =>
    shaped(askedOf(field, frame.chance() < 0.2 ? `x_${field.name}` : '', frame), type, frame),
  );
  return ['__typename', ...asked.filter(text => text !== '')].join(' ');
}

/** A field as it is, under a condition, or in a fragment. */
function shaped(asked: string, { name }: GraphQLNamedType, { chance }: Frame): string {
  if (asked === '') return '';
  const drawn = chance();
  if (drawn < 0.1) return `... on ${name} { ${asked} }`;
  if (drawn < 0.2) return `... @include(if: $yes) { ${asked} }`;
  return drawn < 0.25 ? `... @skip(if: $yes) { ${asked} }` : asked;
}
