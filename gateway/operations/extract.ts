import { parse as parseScript } from '@babel/parser';
import { type DocumentNode, parse } from 'graphql';

/** A file of a client. */
export interface SourceFile {
  name: string;
  text: string;
}

/** What was found in the files of a client. */
export interface Extracted {
  documents: { where: string; document: DocumentNode }[];
  /** Sentences about what looks like an operation and cannot be read. */
  unread: string[];
}

/** A text of a script: its parts, and between them the names of what is put in; null: no name. */
interface Written {
  where: string;
  parts: readonly string[];
  names: readonly (string | null)[];
  /** Whether the script itself says that it is GraphQL: gql`…`, graphql(`…`) or a comment before it. */
  isMarked: boolean;
}

interface Node {
  type: string;
  loc?: { start: { line: number } };
  leadingComments?: readonly { value: string }[] | null;
  [key: string]: unknown;
}

/** Finds the documents in files of GraphQL, and in the texts of scripts in TypeScript and JavaScript. */
export function extract(files: readonly SourceFile[]): Extracted {
  const found: Extracted = { documents: [], unread: [] };
  const scripts = files.filter(({ name }) => !isGraphql(name)).map(file => readScript(file, found.unread));
  const everywhere = new Map(scripts.flatMap(({ named }) => [...named]));
  for (const { name, text } of files.filter(each => isGraphql(each.name)))
    keep(found, { where: name, text, isMarked: true });
  for (const { written, named } of scripts)
    for (const each of written) {
      const text = textOf(each, name => named.get(name) ?? everywhere.get(name), 0);
      if (text !== null) keep(found, { ...each, text });
      else if (looksLikeOne(each.parts[0] ?? '', each.isMarked))
        found.unread.push(`${each.where}: what stands in its \${…} is known only while the client runs.`);
    }
  return found;
}

function isGraphql(name: string): boolean {
  return /\.(graphql|gql)$/.test(name);
}

function keep(
  { documents, unread }: Extracted,
  { where, text, isMarked }: { where: string; text: string; isMarked: boolean },
) {
  if (!looksLikeOne(text, isMarked)) return;
  try {
    documents.push({ where, document: parse(text, { noLocation: true }) });
  } catch (error) {
    if (isMarked) unread.push(`${where}: ${(error as Error).message}`);
  }
}

function looksLikeOne(text: string, isMarked: boolean): boolean {
  return isMarked || /^\s*(query|mutation|subscription|fragment)\b[^{]*\{/.test(text);
}

/** The whole text, with what is put in read from elsewhere; null: it cannot be known. */
function textOf({ parts, names }: Written, find: (name: string) => Written | undefined, depth: number): string | null {
  let text = parts[0] ?? '';
  for (const [i, name] of names.entries()) {
    const other = name === null || depth > 10 ? undefined : find(name);
    const inside = other ? textOf(other, find, depth + 1) : null;
    if (inside === null) return null;
    text += inside + (parts[i + 1] ?? '');
  }
  return text;
}

interface Script {
  written: Written[];
  /** The texts that have a name. */
  named: Map<string, Written>;
}

function readScript({ name, text }: SourceFile, unread: string[]): Script {
  const script: Script = { written: [], named: new Map() };
  try {
    const isJsx = /x$/.test(name);
    const plugins = ['typescript' as const, 'decorators' as const, ...(isJsx ? (['jsx'] as const) : [])];
    const tree = parseScript(text, { sourceType: 'unambiguous', plugins, errorRecovery: true });
    walk(tree.program as unknown as Node, { name, script, isMarked: false });
  } catch (error) {
    unread.push(`${name}: ${(error as Error).message}`);
  }
  return script;
}

interface Walk {
  name: string;
  script: Script;
  isMarked: boolean;
}

function walk(node: Node, at: Walk): void {
  const written = writtenBy(node, at);
  if (written) at.script.written.push(written);
  if (node.type === 'VariableDeclarator') nameIt(node, at);
  const inside = { ...at, isMarked: marks(node) };
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key.endsWith('Comments')) continue;
    for (const child of [value].flat()) if (isNode(child)) walk(child, inside);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function writtenBy(node: Node, { name, isMarked }: Walk): Written | null {
  const where = `${name}:${node.loc?.start.line ?? 0}`;
  const marked = isMarked || (node.leadingComments ?? []).some(({ value }) => /^\s*GraphQL\s*$/i.test(value));
  if (node.type === 'StringLiteral') return { where, parts: [node.value as string], names: [], isMarked: marked };
  if (node.type !== 'TemplateLiteral') return null;
  const parts = (node.quasis as { value: { cooked: string | null } }[]).map(({ value }) => value.cooked ?? '');
  const names = (node.expressions as Node[]).map(each => (each.type === 'Identifier' ? (each.name as string) : null));
  return { where, parts, names, isMarked: marked };
}

function nameIt({ id, init }: Node, at: Walk): void {
  const value = init as Node | null;
  const text = value?.type === 'TaggedTemplateExpression' ? (value.quasi as Node) : value;
  const written = isNode(text) ? writtenBy(text, at) : null;
  if (written && (id as Node).type === 'Identifier') at.script.named.set((id as Node).name as string, written);
}

/** Whether a text directly inside is said to be GraphQL. */
function marks({ type, tag, callee }: Node): boolean {
  const name = ((type === 'TaggedTemplateExpression' ? tag : type === 'CallExpression' ? callee : null) as Node | null)
    ?.name;
  return name === 'gql' || name === 'graphql';
}
