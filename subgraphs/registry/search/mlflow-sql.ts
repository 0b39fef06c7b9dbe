import { type Building, bind } from '../model/filter.ts';
import type { MlflowClause } from './mlflow-filter.ts';

/**
 * The clauses of an MLflow filter as conditions over m, which has name and tags. A tag with a key is key=value here. As
 * in MLflow, != asks for another value, not for no tag of that key; LIKE minds capitals and ILIKE does not.
 */
export function mlflowSql(of: Building, clauses: readonly MlflowClause[]): string[] {
  return clauses.map(clause => (clause.tag === null ? compared(of, 'm.name', clause) : tagged(of, clause.tag, clause)));
}

function compared(of: Building, what: string, { comparator, values }: MlflowClause): string {
  if (comparator === 'IN') return `${what} = ANY(${bind(of, values)}::text[])`;
  return `${what} ${comparator} ${bind(of, pattern(comparator, values[0] ?? ''))}::text`;
}

// A backslash at the end of a pattern is an error to PostgreSQL; MLflow takes it as it stands.
function pattern(comparator: MlflowClause['comparator'], value: string): string {
  return comparator.endsWith('LIKE') ? value.replaceAll('\\', '\\\\') : value;
}

function tagged(of: Building, tag: string, clause: MlflowClause): string {
  const { comparator, values } = clause;
  if (comparator === '=') return `m.tags @> ARRAY[${bind(of, `${tag}=${values[0] ?? ''}`)}::text]`;
  const key = bind(of, `${tag}=`);
  const value = compared(of, `substr(t, length(${key}::text) + 1)`, clause);
  return `EXISTS (SELECT FROM unnest(m.tags) t WHERE starts_with(t, ${key}::text) AND ${value})`;
}
