import { ownsSql } from '@handoff/kit/access/owner';
import { rolesHeld } from '@handoff/kit/access/roles';
import { firstRow, type Reader, together } from '@handoff/kit/database/database';
import { activeFreezes } from '../environment/queries.ts';
import { experimentsOfVersion } from '../experiment/queries.ts';
import { currentHosting, requirementsNow } from '../hosting/queries.ts';
import type { Circumstances } from './facts.ts';

/** Which promotion the checks look at: of which model, to where, asked by whom. */
export interface Place {
  modelId: string;
  versionId: string;
  environmentId: string;
  requestedById: string;
}

const ownerSql = `
  SELECT a.assignee_id AS id FROM access.model m JOIN access.assignment a ON ${ownsSql('a', 'm')}
  WHERE m.id = $1 LIMIT 1`;

/** What deployment knows itself of the circumstances; in a command with its transaction. */
export async function circumstances(reader: Reader, of: Place): Promise<Circumstances> {
  const { modelId, versionId, environmentId } = of;
  const [owner, hosting, freezes, requirements, experiments] = await together([
    firstRow<{ id: string }>(reader, ownerSql, [modelId]),
    currentHosting(reader, modelId, environmentId),
    freezesFor(reader, of),
    requirementsNow(reader, modelId, environmentId),
    experimentsOfVersion(reader, { modelId, versionId }),
  ]);
  const conversionAgrees = hosting?.conversion?.agrees ?? null;
  return { ownerId: owner?.id ?? null, freezes, hosted: hosting !== null, requirements, conversionAgrees, experiments };
}

async function freezesFor(reader: Reader, { modelId, environmentId, requestedById }: Place) {
  const freezes = await activeFreezes(reader, environmentId);
  if (freezes.length === 0) return [];
  const held = await rolesHeld(reader, [modelId], requestedById);
  const roles = new Set(held.map(({ roleKey }) => roleKey));
  return freezes.filter(({ exceptRoles }) => !exceptRoles.some(role => roles.has(role)));
}
