import type { ClientBase } from 'pg';
import { copyIn, copyOut } from './copy.ts';
import { type Counted, countedOf, type End, lineOf, NoBackup, type Part, type TableLine } from './form.ts';
import type { Reading } from './read.ts';
import { inventoryOf, type Kept } from './tables.ts';

/** What went into each table. */
export interface Loaded {
  counts: Map<Kept, Counted>;
  end: End;
}

/**
 * Fills the tables of a database that is migrated as the one in the backup was, in the transaction that is under way.
 * Its rules by trigger held when the rows were written, and are off meanwhile. Throws NoBackup.
 */
export async function loadAll(client: ClientBase, reading: Reading): Promise<Loaded> {
  const { tables } = await inventoryOf(client);
  const guarded = (await client.query<{ name: string }>(guardedSql)).rows.map(({ name }) => name);
  for (const name of guarded) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  // What the migrations put in is in the backup too, as it was by then.
  await client.query(`TRUNCATE ${tables.map(({ table }) => table).join(', ')} CASCADE`);
  const loaded = await eachLine(client, reading);
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const name of guarded) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
  return loaded;
}

const guardedSql = `SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger t
  WHERE NOT tgisinternal AND tgparentid = 0 AND tgrelid IN (SELECT oid FROM pg_class WHERE relkind IN ('r', 'p'))`;

async function eachLine(client: ClientBase, reading: Reading): Promise<Loaded> {
  const counts = new Map<Kept, Counted>();
  const parts = new Set((await inventoryOf(client)).parts.map(({ table }) => table));
  let shapes: Shapes | null = null;
  for (let after = 'its first line'; ; ) {
    const line = lineOf(await reading.line(), after);
    if ('end' in line) return { counts, end: line.end };
    if ('bound' in line) {
      if (!parts.has(line.table)) await makePart(client, line);
      parts.add(line.table);
      shapes = null;
    } else {
      shapes ??= await shapesOf(client);
      counts.set(line, await loadTable(client, held(line, shapes), reading));
    }
    after = `the rows of ${line.table}`;
  }
}

/** The columns of every table that holds rows. */
type Shapes = ReadonlyMap<string, string>;

async function shapesOf(client: ClientBase): Promise<Shapes> {
  const { tables } = await inventoryOf(client);
  return new Map(tables.map(({ table, columns }) => [table, columns.toSorted().join()]));
}

/** Throws NoBackup for a table that this Handoff did not have by then, or had with other columns. */
function held(line: TableLine, shapes: Shapes): Kept {
  if (shapes.get(line.table) === line.columns.toSorted().join()) return line;
  throw new NoBackup(`It was altered: ${line.table} was no table with these columns when it was made.`);
}

async function makePart(client: ClientBase, part: Part): Promise<void> {
  const outer = await client.query("SELECT FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'p'", [part.of]);
  if (outer.rowCount !== 1) throw new NoBackup(`It was altered: ${part.of} has no parts.`);
  await client.query(`CREATE TABLE ${part.table} (LIKE ${part.of} INCLUDING ALL)`);
  await client.query(`ALTER TABLE ${part.of} ATTACH PARTITION ${part.table} ${part.bound}`);
}

async function loadTable(client: ClientBase, kept: Kept, reading: Reading): Promise<Counted> {
  const { came, said } = await bothCounts(client, kept, reading);
  if (came.rows === said.rows && came.sha256 === said.sha256) return said;
  throw new NoBackup(
    `It was altered: ${kept.table} should have ${said.rows} rows with the checksum ${said.sha256.slice(0, 12)}…, and has ${came.rows} with ${came.sha256.slice(0, 12)}….`,
  );
}

async function bothCounts(client: ClientBase, kept: Kept, reading: Reading) {
  try {
    const came = await copyIn(client, kept, reading.rows());
    return { came, said: countedOf(await reading.line(), kept.table) };
  } catch (error) {
    if (error instanceof NoBackup) throw error;
    const { code, message } = error as { code?: string; message: string };
    // What the database says of a row that does not fit: it is about the data.
    if (!/^2[23]/.test(code ?? '')) throw error;
    // The last row of a file that was cut does not fit either: that is told first.
    for await (const _ of reading.rows());
    countedOf(await reading.line(), kept.table);
    throw new NoBackup(`It was altered: a row of ${kept.table} does not fit (${message}).`);
  }
}

/** Holds what is in the tables now against what the backup says of them. Throws NoBackup where they differ. */
export async function hasAll(client: ClientBase, counts: ReadonlyMap<Kept, Counted>, end: End): Promise<void> {
  const rows = [...counts.values()].reduce((sum, each) => sum + each.rows, 0);
  if (counts.size !== end.tables || rows !== end.rows)
    throw new NoBackup(`It was altered: it should have ${end.tables} tables, and has ${counts.size}.`);
  const { tables } = await inventoryOf(client);
  const told = new Set([...counts.keys()].map(({ table }) => table));
  const missing = tables.filter(({ table }) => !told.has(table)).map(({ table }) => table);
  if (missing.length > 0) throw new NoBackup(`It was altered: it lacks ${missing.join(', ')}.`);
  for (const [kept, said] of counts) {
    const found = await copyOut(client, kept, async () => undefined);
    if (found.sha256 !== said.sha256) throw new Error(`${kept.table} was not restored as it is in the backup.`);
  }
}
