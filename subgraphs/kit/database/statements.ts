import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'typeorm';

interface Count {
  statements: string[];
}
const counts = new AsyncLocalStorage<Count>();

/** Runs work and says which SQL statements it sent, in order; transaction control counts too. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const count: Count = { statements: [] };
  const result = await counts.run(count, work);
  return { result, statements: count.statements };
}

/** TypeORM's logger, used for one thing: to tell a running count of each statement. Nothing is printed. */
export const statementLogger: Logger = {
  logQuery: (query: string) => void counts.getStore()?.statements.push(query),
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
