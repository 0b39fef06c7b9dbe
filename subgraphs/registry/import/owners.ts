import { assignments } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { dueAt } from '../assignment/assignment.ts';
import { openAlready, ownerHeld } from '../assignment/rows.ts';
import { signedBy } from '../model/guard.ts';

export interface OwnersTold {
  modelId: string;
  modelName: string;
  /** E-mails of people or names of teams. */
  owners: readonly string[];
}

interface Match {
  told: string;
  id: string;
  name: string;
}

/**
 * Asks whoever a source names as owner to be it: nobody is made owner by an import. Who is unknown is left out, and so
 * is everybody while the model has an owner. Returns those of the texts that somebody was found for.
 */
export async function proposeOwners(tx: Tx, actor: Actor, told: OwnersTold): Promise<string[]> {
  if (told.owners.length === 0 || (await ownerHeld(tx, told.modelId)) !== null) return [];
  const found = await matches(tx, told.owners);
  for (const match of found) await propose(tx, actor, { ...told, match });
  return found.map(match => match.told);
}

async function matches(tx: Tx, owners: readonly string[]): Promise<Match[]> {
  const found = await rows<Match>(
    tx,
    `SELECT DISTINCT ON (o.told) o.told, p.id, p.name FROM unnest($1::text[]) o(told) JOIN (
       SELECT id, name, lower(email) AS key, 1 AS rank FROM access.person WHERE active
       UNION ALL SELECT id, title, name, 2 FROM access.team WHERE dissolved_at IS NULL) p ON p.key = lower(o.told)
     ORDER BY o.told, p.rank`,
    [owners],
  );
  return found.toSorted((a, b) => owners.indexOf(a.told) - owners.indexOf(b.told));
}

async function propose(
  tx: Tx,
  actor: Actor,
  { modelId, modelName, match }: OwnersTold & { match: Match },
): Promise<void> {
  const place = { scope: 'MODEL', modelId, teamId: null } as const;
  if ((await openAlready(tx, { roleKey: 'owner', assigneeId: match.id, place })) !== null) return;
  const id = newId('asg');
  const now = new Date();
  await tx.insert(assignments, {
    id,
    roleKey: 'owner',
    assigneeId: match.id,
    ...place,
    state: 'PROPOSED',
    proposedById: signedBy(actor),
    proposedAt: now,
    dueAt: dueAt(null, now),
    revision: 1,
  });
  await append(tx, actor, {
    action: 'assignment.proposed',
    subjectId: id,
    modelId,
    summary: `asked ${match.name} to be owner of ${modelName}, as its source says`,
    detail: { role: 'owner', assigneeId: match.id, replaces: null },
    notify: true,
  });
}
