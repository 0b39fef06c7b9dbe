import { assignments } from '@handoff/kit/access/table';
import { columns } from '@handoff/kit/database/columns';

/**
 * The state an assignment was in at an instant, as SQL; null before it was proposed. `at` names a parameter that
 * may be null: then it is the state of now.
 */
export function stateAt(alias: string, at: string): string {
  const a = alias;
  const t = `${at}::timestamptz`;
  return `(CASE
    WHEN ${t} IS NULL THEN ${a}.state
    WHEN ${a}.proposed_at > ${t} THEN NULL
    WHEN ${a}.ended_at <= ${t} THEN 'ENDED'
    WHEN ${a}.responded_at <= ${t} THEN CASE WHEN ${a}.since IS NOT NULL THEN 'ACCEPTED' ELSE 'DECLINED' END
    WHEN ${a}.state = 'EXPIRED' AND ${a}.due_at <= ${t} THEN 'EXPIRED'
    ELSE 'PROPOSED' END)`;
}

/** The SELECT list of assignments with their state of an instant in place of the one of now. */
export function selectedAt(alias: string, at: string): string {
  return columns(assignments, alias).replace(`${alias}.state AS "state"`, `${stateAt(alias, at)} AS "state"`);
}
