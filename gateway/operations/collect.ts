import { writeManifest, writtenAlike } from '@handoff/kit/operations';
import { type DocumentNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';
import { type Extracted, extract, type SourceFile } from './extract.ts';

/** The manifest of a client, how many operations are in it, and what could not be read. */
export interface Collected {
  manifest: string;
  count: number;
  unread: readonly string[];
}

/** Makes the manifest of all operations in the files of a client; fragments are found in any of the files. */
export function collect(files: readonly SourceFile[]): Collected {
  const found = extract(files);
  const fragments = fragmentsIn(found);
  const unread = [...found.unread];
  const bodies = new Set<string>();
  for (const { where, document } of found.documents) {
    const whole = withFragments(document, fragments);
    if (typeof whole === 'string') unread.push(`${where}: it spreads the fragment ${whole}, which is nowhere.`);
    else for (const body of writtenAlike(whole)) bodies.add(body);
  }
  return { manifest: writeManifest([...bodies]), count: bodies.size, unread };
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsIn({ documents }: Pick<Extracted, 'documents'>): Fragments {
  const all = documents.flatMap(({ document }) => document.definitions.filter(isFragment));
  return new Map(all.map(each => [each.name.value, each]));
}

function isFragment(node: { kind: string }): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}

/** A document with the fragments that it spreads and does not have, or the name of one that is missing. */
function withFragments(document: DocumentNode, known: Fragments): DocumentNode | string {
  const definitions = [...document.definitions];
  const has = new Set(definitions.filter(isFragment).map(({ name }) => name.value));
  let missing: string | null = null;
  for (const each of definitions)
    visit(each, {
      enter: node => {
        if (node.kind !== Kind.FRAGMENT_SPREAD || has.has(node.name.value)) return;
        const fragment = known.get(node.name.value);
        if (fragment) definitions.push(fragment);
        else missing ??= node.name.value;
        has.add(node.name.value);
      },
    });
  return missing ?? { ...document, definitions };
}
