import { type Reader, rows } from '@handoff/kit/database/database';
import type { Problem } from '@handoff/kit/problem';

interface Serving {
  version: string;
  environment: string;
}

const servingSql = `SELECT DISTINCT v.version, l.environment
  FROM access.live_version l JOIN registry.version v ON v.id = l.version_id
  WHERE l.model_id = $1 AND ($2::text IS NULL OR l.version_id = $2) ORDER BY l.environment, v.version LIMIT 10`;

/**
 * Why a model, or one of its versions, must not be put away: it serves, or is about to. Null: it does not. The caller
 * has judged the model.
 */
export async function liveProblem(
  reader: Reader,
  of: { modelId: string; versionId: string | null; name: string },
): Promise<Problem | null> {
  const found = await rows<Serving>(reader, servingSql, [of.modelId, of.versionId]);
  if (found.length === 0) return null;
  const places = found.map(({ version, environment }) => `version ${version} in ${environment}`).join(', ');
  const message = `${of.name} is in use (${places}): take it out of service there first, then archive it.`;
  return { kind: 'WrongState', state: 'LIVE', allowed: [], message };
}
