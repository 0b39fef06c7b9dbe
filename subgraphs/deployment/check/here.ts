import { ownsSql } from '@handoff/kit/access/owner';
import { rolesHeld } from '@handoff/kit/access/roles';
import { firstRow, type Reader } from '@handoff/kit/database/database';
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
  const owner = await firstRow<{ id: string }>(reader, ownerSql, [modelId]);
  const hosting = await currentHosting(reader, modelId, environmentId);
  return {
    ownerId: owner?.id ?? null,
    freezes: await freezesFor(reader, of),
    hosted: hosting !== null,
    requirements: await requirementsNow(reader, modelId, environmentId),
    conversionAgrees: hosting?.conversion?.agrees ?? null,
    experiments: await experimentsOfVersion(reader, { modelId, versionId }),
  };
}

async function freezesFor(reader: Reader, { modelId, environmentId, requestedById }: Place) {
  const freezes = await activeFreezes(reader, environmentId);
  if (freezes.length === 0) return [];
  const held = await rolesHeld(reader, [modelId], requestedById);
  const roles = new Set(held.map(({ roleKey }) => roleKey));
  return freezes.filter(({ exceptRoles }) => !exceptRoles.some(role => roles.has(role)));
}
