import { assignments } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import type { NewEvent } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { dueAt } from '../assignment/assignment.ts';
import { openOwners, owned } from '../assignment/rows.ts';
import { signedBy } from '../model/guard.ts';

/** Whom a record names as owners of its model: e-mails of people or names of teams. */
export interface Asked {
  modelId: string;
  modelName: string;
  owners: readonly string[];
}

/** Those of the texts that somebody was found for, and the events that say who was asked. */
export interface Proposed {
  found: string[];
  events: NewEvent[];
}

interface Match {
  told: string;
  id: string;
  name: string;
}

/**
 * Asks whoever sources name as owners to be it: nobody is made owner by an import. Who is unknown is left out, and so
 * is everybody while the model has an owner. What came of it, in the order asked; the caller writes the events. At most
 * four statements, however many models.
 */
export async function proposeOwners(tx: Tx, actor: Actor, asked: readonly Asked[]): Promise<Proposed[]> {
  const named = asked.filter(({ owners }) => owners.length > 0);
  if (named.length === 0) return asked.map(() => ({ found: [], events: [] }));
  const modelIds = named.map(({ modelId }) => modelId);
  const held = await owned(tx, modelIds);
  const open = await openOwners(tx, modelIds);
  const known = await matches(tx, [...new Set(named.flatMap(({ owners }) => owners))]);
  const proposals = asked.map(one => {
    const found = held.has(one.modelId) ? [] : one.owners.flatMap(owner => known.get(owner) ?? []);
    return {
      found: found.map(({ told }) => told),
      rows: proposed(actor, { ...one, found, open: open.get(one.modelId) }),
    };
  });
  await insertAll(tx, [
    { table: assignments, rows: proposals.flatMap(({ rows: made }) => made.map(({ row }) => row)) },
  ]);
  return proposals.map(({ found, rows: made }) => ({ found, events: made.map(({ event }) => event) }));
}

async function matches(tx: Tx, owners: readonly string[]): Promise<Map<string, Match>> {
  const found = await rows<Match>(
    tx,
    `SELECT DISTINCT ON (o.told) o.told, p.id, p.name FROM unnest($1::text[]) o(told) JOIN (
       SELECT id, name, lower(email) AS key, 1 AS rank FROM access.person WHERE active
       UNION ALL SELECT id, title, name, 2 FROM access.team WHERE dissolved_at IS NULL) p ON p.key = lower(o.told)
     ORDER BY o.told, p.rank`,
    [owners],
  );
  return new Map(found.map(match => [match.told, match]));
}

/** A proposal for each that was found, but for those who are asked already. */
function proposed(
  actor: Actor,
  { modelId, modelName, found, open }: Asked & { found: readonly Match[]; open: ReadonlySet<string> | undefined },
): { row: object; event: NewEvent }[] {
  const fresh = new Map(found.filter(({ id }) => !open?.has(id)).map(match => [match.id, match]));
  const now = new Date();
  return [...fresh.values()].map(({ id: assigneeId, name }) => {
    const id = newId('asg');
    return {
      row: {
        id,
        roleKey: 'owner',
        assigneeId,
        scope: 'MODEL',
        modelId,
        teamId: null,
        state: 'PROPOSED',
        proposedById: signedBy(actor),
        proposedAt: now,
        dueAt: dueAt(null, now),
        revision: 1,
      },
      event: {
        action: 'assignment.proposed',
        subjectId: id,
        modelId,
        summary: `asked ${name} to be owner of ${modelName}, as its source says`,
        detail: { role: 'owner', assigneeId, replaces: null },
        notify: true,
      },
    };
  });
}
