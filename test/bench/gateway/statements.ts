import { readFile } from 'node:fs/promises';
import pg from 'pg';

/**
 * How many SQL statements a piece of work costs when it is done so many times, from the server's own log. What goes on
 * beside it is left out: only statements that came at least once each time count.
 */
export async function statementsOf(
  { url, logFile }: { url: string; logFile: string },
  times: number,
  work: () => Promise<unknown>,
): Promise<number> {
  await setLogging(url, 'all');
  const before = (await readFile(logFile, 'utf8')).length;
  for (let time = 0; time < times; time++) await work();
  await setLogging(url, 'none');
  const said = (await readFile(logFile, 'utf8')).slice(before);
  const seen = new Map<string, number>();
  for (const statement of said.split(/^.*LOG: {2}(?=execute |statement: )/m).slice(1)) {
    const text = statement.split(/^[^\n]*DETAIL: /m)[0] ?? '';
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  return [...seen.values()].reduce((sum, count) => sum + Math.floor(count / times), 0);
}

async function setLogging(url: string, which: 'all' | 'none'): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`ALTER SYSTEM SET log_statement = '${which}'`);
    await client.query('SELECT pg_reload_conf()');
    // Every connection reads it before its next statement, some moments after the signal.
    await client.query('SELECT pg_sleep(0.3)');
  } finally {
    await client.end();
  }
}
