import pg from 'pg';

/** What a connection keeps of a statement that stays prepared on it. */
export interface Kept {
  /** How its rows are read, as far as the server has told that. */
  rows: RowReader | null;
}

/** The part of pg's result that reads rows. */
interface RowReader {
  fields: unknown[];
  _parsers: unknown[];
  _prebuiltEmptyResultObject: object;
}

interface Result extends RowReader {
  rows: object[];
  parseRow(fields: unknown[]): object;
}

/** What pg's connection is told, beyond what its types say. */
interface Connection {
  bind(portal: { portal: string; statement: string; values: unknown[] }): void;
}

/** What pg's query knows of itself, beyond what its types say. */
interface PgQuery {
  name?: string | undefined;
  text: string;
  values?: unknown[] | undefined;
  callback?: (error: Error | null, result: pg.QueryResult) => void;
  portal: string;
  _result: Result;
  _accumulateRows: boolean;
  _canceledDueToError: unknown;
  submit(connection: Connection): Error | null;
  hasBeenParsed(connection: Connection): boolean;
  prepare(connection: Connection): void;
  handleRowDescription(message: { fields: unknown[] }): void;
  _getRows(connection: Connection, most?: number): void;
}

const Base = pg.Query as unknown as new (text: string, values?: unknown[]) => PgQuery;
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

/**
 * One statement that is asked by a callback. Of a statement that stays prepared the server is asked once what its rows
 * look like: it refuses to carry out what would give others.
 */
export class Query extends Base {
  readonly #kept: Kept | null;

  constructor(text: string, of: { values: unknown[] | undefined; name: string | undefined; kept: Kept | null }) {
    super(text, of.values);
    this.name = of.name;
    this.#kept = of.kept;
  }

  /** Sends it. A value that cannot be written is told before anything is sent: the connection stays as it is. */
  override submit(connection: Connection): Error | null {
    try {
      this.values = this.values?.map(value => prepareValue(value));
    } catch (error) {
      return error as Error;
    }
    return super.submit(connection);
  }

  override prepare(connection: Connection): void {
    const rows = this.#kept?.rows;
    if (rows && this.hasBeenParsed(connection)) {
      Object.assign(this._result, rows);
      connection.bind({ portal: this.portal, statement: this.name as string, values: this.values ?? [] });
      this._getRows(connection);
    } else super.prepare(connection);
  }

  override handleRowDescription(message: { fields: unknown[] }): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.#kept) this.#kept.rows = { fields, _parsers, _prebuiltEmptyResultObject };
  }

  /** Keeps a row, and tells nobody of it before all have come: who listens to single rows pays for each. */
  handleDataRow({ fields }: { fields: unknown[] }): void {
    if (this._canceledDueToError) return;
    try {
      this._result.rows.push(this._result.parseRow(fields));
    } catch (error) {
      this._canceledDueToError = error;
    }
  }
}
