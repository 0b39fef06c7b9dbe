import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** Values of variables, as they fit the operation. */
export type Values = Readonly<Record<string, unknown>>;

interface For {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** At least those that @skip and @include decide by. */
  values: Values;
  type: GraphQLObjectType;
}

/** The fields that selections ask of objects of one type, as "CollectFields" of the GraphQL specification says. */
export class Collected {
  readonly fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  readonly #for: For;
  readonly #spread = new Set<string>();

  constructor(of: For) {
    this.#for = of;
  }

  add({ selections }: SelectionSetNode): void {
    for (const selection of selections) if (this.#isWanted(selection)) this.#addOne(selection);
  }

  #addOne(selection: SelectionNode): void {
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const others = this.fields.get(name);
      if (others) others.push(selection);
      else this.fields.set(name, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (this.#fits(selection.typeCondition)) this.add(selection.selectionSet);
    } else this.#addFragment(selection.name.value);
  }

  #addFragment(name: string): void {
    if (this.#spread.has(name)) return;
    this.#spread.add(name);
    const fragment = this.#for.fragments[name];
    if (fragment && this.#fits(fragment.typeCondition)) this.add(fragment.selectionSet);
  }

  #isWanted(node: SelectionNode): boolean {
    if (!node.directives?.length) return true;
    const { values } = this.#for;
    if (getDirectiveValues(GraphQLSkipDirective, node, values)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, values)?.if !== false;
  }

  #fits(condition: NamedTypeNode | undefined): boolean {
    if (!condition) return true;
    const { schema, type } = this.#for;
    const wanted = typeFromAST(schema, condition);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  }
}
