import { readdirSync, readFileSync } from 'node:fs';
import { type DefinitionNode, type FragmentDefinitionNode, Kind, parse, print, visit } from 'graphql';

// The compiled file stands one folder deeper than the source.
const place = import.meta.url.includes('/dist/') ? '../operations/' : './operations/';

/** Where the bot's operations are written, a file for each subject. */
const folder = new URL(place, import.meta.url);

function written(): string {
  const files = readdirSync(folder).filter(name => name.endsWith('.graphql'));
  return files.map(name => readFileSync(new URL(name, folder), 'utf8')).join('\n');
}

/** Every operation by its name, each with the fragments it uses and nothing else. Throws when a file is malformed. */
export function readOperations(text = written()): ReadonlyMap<string, string> {
  const { definitions } = parse(text, { noLocation: true });
  const fragments = new Map(definitions.filter(isFragment).map(fragment => [fragment.name.value, fragment]));
  const operations = new Map<string, string>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const parts = [definition, ...fragmentsOf(definition, fragments)];
    operations.set(definition.name?.value ?? '', parts.map(print).join('\n\n'));
  }
  return operations;
}

function isFragment(definition: DefinitionNode): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

/** The fragments a definition reaches, also through others, each once. */
function fragmentsOf(
  definition: DefinitionNode,
  known: ReadonlyMap<string, FragmentDefinitionNode>,
): Set<FragmentDefinitionNode> {
  const reached = new Set<FragmentDefinitionNode>();
  const follow = (node: DefinitionNode) =>
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = known.get(name.value);
        if (!fragment) throw new Error(`The bot's operations use the fragment ${name.value}, but none defines it.`);
        if (reached.has(fragment)) return;
        reached.add(fragment);
        follow(fragment);
      },
    });
  follow(definition);
  return reached;
}
