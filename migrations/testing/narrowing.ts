import { parse } from 'libpg-query';

/** A node of PostgreSQL's own syntax tree, of which only a few fields are read here. */
type Node = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * What in a migration the code before it would stumble over, in words; nothing for one that only adds. While a release
 * is rolled out the code before it works on the new schema: what it reads must stay, and what it writes must be taken.
 */
export async function narrowings(statements: readonly string[]): Promise<string[]> {
  const trees = await Promise.all(statements.map(async sql => (await parse(sql)) as { stmts?: { stmt: Node }[] }));
  const nodes = trees.flatMap(({ stmts = [] }) => stmts.map(({ stmt }) => stmt));
  const made = new Set(nodes.flatMap(({ CreateStmt }) => (CreateStmt ? [nameOf(CreateStmt.relation)] : [])));
  return nodes.flatMap(node => narrowing(node, made));
}

function narrowing(node: Node, made: ReadonlySet<string>): string[] {
  const { DropStmt, RenameStmt, TruncateStmt, DoStmt, IndexStmt, AlterTableStmt } = node;
  if (DropStmt)
    return taken.has(String(DropStmt.removeType))
      ? [`it drops what the code before may read (${DropStmt.removeType})`]
      : [];
  if (RenameStmt)
    return kept.has(String(RenameStmt.renameType))
      ? []
      : [`it renames ${String(RenameStmt.subname ?? RenameStmt.newname)}`];
  if (TruncateStmt) return ['it empties a table'];
  if (DoStmt) return ['it runs a block that cannot be looked into'];
  if (IndexStmt?.unique && !made.has(nameOf(IndexStmt.relation)))
    return [`it makes what ${nameOf(IndexStmt.relation)} holds unique`];
  if (!AlterTableStmt || made.has(nameOf(AlterTableStmt.relation))) return [];
  const commands = (AlterTableStmt.cmds ?? []) as { AlterTableCmd: Readonly<Record<string, unknown>> }[];
  return commands.flatMap(({ AlterTableCmd }) => {
    const said = changed(AlterTableCmd);
    return said ? [`${said} of ${nameOf(AlterTableStmt.relation)}`] : [];
  });
}

/** What may not be dropped: all but indexes, triggers and the like, which nobody reads from. */
const taken: ReadonlySet<string> = new Set([
  ...['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SCHEMA', 'OBJECT_TYPE'],
  ...['OBJECT_SEQUENCE', 'OBJECT_FUNCTION', 'OBJECT_PROCEDURE'],
]);
const kept: ReadonlySet<string> = new Set(['OBJECT_INDEX', 'OBJECT_TABCONSTRAINT', 'OBJECT_TRIGGER']);

/** What a change of a table takes away, in words; null: nothing. */
function changed({ subtype, name, def }: Readonly<Record<string, unknown>>): string | null {
  const column = String(name ?? '');
  if (subtype === 'AT_DropColumn') return `it drops the column ${column}`;
  if (subtype === 'AT_AlterColumnType') return `it changes the type of ${column}`;
  if (subtype === 'AT_SetNotNull') return `it asks for a value in ${column}`;
  if (subtype === 'AT_ColumnDefault' && !def) return `it takes the default from ${column}`;
  if (subtype === 'AT_AddConstraint') return 'it adds a constraint to the rows';
  return subtype === 'AT_AddColumn' ? addedColumn(def as Node) : null;
}

/** A column that the code before does not know of must do without a value from it. */
function addedColumn({ ColumnDef }: Node): string | null {
  const constraints = (ColumnDef?.constraints ?? []) as { Constraint: { contype: string } }[];
  const has = (...types: string[]) => constraints.some(({ Constraint }) => types.includes(Constraint.contype));
  const needed = has('CONSTR_NOTNULL', 'CONSTR_PRIMARY');
  const filled = has('CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY');
  return needed && !filled ? `it adds the column ${String(ColumnDef?.colname)} without a default` : null;
}

function nameOf(relation: unknown): string {
  const { schemaname, relname } = relation as { schemaname?: string; relname: string };
  return schemaname ? `${schemaname}.${relname}` : relname;
}
