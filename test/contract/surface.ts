import {
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
} from 'graphql';

/**
 * What callers of a schema depend on, as one text per element: `Type.field` → its type and arguments,
 * `Input.field` → its type and default, `Enum.VALUE` → "value", `Scalar.*` → "scalar", `Type.implements.X`.
 */
export type Surface = Map<string, string>;

const federation = /^(join__|link__|core__|federation__)/;

/** The surface of some SDL; definitions and extensions of one type add up. Types of the federation itself are left out. */
export function surfaceOf(...documents: readonly string[]): Surface {
  const surface: Surface = new Map();
  for (const document of documents) {
    for (const definition of parse(document, { noLocation: true }).definitions) {
      for (const [name, text] of elements(definition)) surface.set(name, text);
    }
  }
  return surface;
}

function elements(definition: DefinitionNode): [string, string][] {
  if (!('name' in definition) || !definition.name || federation.test(definition.name.value)) return [];
  const type = definition.name.value;
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (definition.fields ?? []).map(field => [`${type}.${field.name.value}`, fieldText(field)]);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (definition.fields ?? []).map(field => [`${type}.${field.name.value}`, inputText(field)]);
    case Kind.ENUM_TYPE_DEFINITION:
      return (definition.values ?? []).map(value => [`${type}.${value.name.value}`, 'value']);
    case Kind.SCALAR_TYPE_DEFINITION:
      return [[`${type}.*`, 'scalar']];
    default:
      return [];
  }
}

function fieldText(field: FieldDefinitionNode): string {
  const given = (field.arguments ?? []).map(argument => `${argument.name.value}: ${inputText(argument)}`).sort();
  return given.length === 0 ? print(field.type) : `(${given.join(', ')}) ${print(field.type)}`;
}

function inputText(input: InputValueDefinitionNode): string {
  return input.defaultValue ? `${print(input.type)} = ${print(input.defaultValue)}` : print(input.type);
}

/** Whether a line of added.txt, `Type.field` or `Type.*`, covers an element. */
export function covers(line: string, element: string): boolean {
  return line === element || (line.endsWith('.*') && element.startsWith(line.slice(0, -1)));
}

/** Types and fields without a description, by name; the roots themselves and the federation's own are left out. */
export function undescribed(sdl: string): string[] {
  return parse(sdl, { noLocation: true }).definitions.flatMap(definition => {
    const described =
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
    if (!described || federation.test(definition.name.value)) return [];
    const type = definition.name.value;
    const fields = (definition.fields ?? [])
      .filter(field => !field.description)
      .map(field => `${type}.${field.name.value}`);
    const root = type === 'Query' || type === 'Mutation' || type === 'Subscription';
    return definition.description || root ? fields : [type, ...fields];
  });
}
