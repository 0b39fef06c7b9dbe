import { ownsSql, presentSql } from '@handoff/kit/access/owner';
import type { AssignmentRow } from '@handoff/kit/access/table';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { takeTurn } from '@handoff/kit/database/turn';
import type { Problem } from '@handoff/kit/problem';

/** A model that serves, or is about to, and where. */
interface Serving {
  name: string;
  environment: string;
}

// Of what the assignment reaches: the first that serves and that nobody else owns.
const unownedSql = `SELECT r.name, l.environment
  FROM access.model m JOIN registry.model r ON r.id = m.id JOIN access.live_version l ON l.model_id = m.id
  WHERE (m.id = $2 OR m.team_id = $3) AND NOT EXISTS (SELECT FROM access.assignment a
    WHERE a.id <> $1 AND ${ownsSql('a', 'm')} AND ${presentSql('a')})
  ORDER BY r.name, l.environment LIMIT 1`;

/**
 * Why an accepted owner can't leave yet: a model that serves would have none; else null. One owner leaves after the
 * other, so that two who leave at once do not each count on the other.
 */
export async function leftUnowned(tx: Tx, before: AssignmentRow): Promise<Problem | null> {
  if (before.roleKey !== 'owner' || before.state !== 'ACCEPTED') return null;
  await takeTurn(tx, 'an owner leaves');
  const model = await firstRow<Serving>(tx, unownedSql, [before.id, before.modelId, before.teamId]);
  if (!model) return null;
  return {
    kind: 'NotAllowed',
    rule: 'live-model-needs-owner',
    message: `${model.name} serves in ${model.environment}, and nobody else owns it. Propose a successor with "replaces": "${before.id}": this ends when they accept.`,
    whoCan: [before.assigneeId],
  };
}
