import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import { newId } from '@handoff/kit/id';

/** What a version tells of a shared feature that it reads. */
export interface DefinitionTold {
  name: string;
  dtype: string;
}

// One's own comes last and wins over everybody's.
const knownSql = kept(`SELECT id, name FROM registry.feature_definition
  WHERE name = ANY($1::text[]) AND realm IN ('', $2) ORDER BY realm`);

const insertSql = kept(`INSERT INTO registry.feature_definition (realm, id, name, dtype)
  SELECT $2, id, name, dtype FROM jsonb_to_recordset($1::jsonb) AS t(id text, name text, dtype text)
  ORDER BY name ON CONFLICT DO NOTHING`);

/**
 * Ids of shared features by name; what nobody knows yet is made, with the type it is first told of. realm: whose they
 * may be beside everybody's, and whose a new one becomes; see realmOf.
 */
export async function ensureDefinitions(
  tx: Tx,
  realm: string,
  told: readonly DefinitionTold[],
): Promise<Map<string, string>> {
  if (told.length === 0) return new Map();
  const wanted = new Map(told.map(({ name, dtype }) => [name, dtype]));
  const known = await readKnown(tx, realm, [...wanted.keys()]);
  const made = [...wanted].filter(([name]) => !known.has(name));
  if (made.length === 0) return known;
  const rowsMade = made.map(([name, dtype]) => ({ id: newId('ftr'), name, dtype }));
  await rows(tx, insertSql, [jsonText(rowsMade), realm]);
  return readKnown(tx, realm, [...wanted.keys()]);
}

async function readKnown(tx: Tx, realm: string, names: readonly string[]): Promise<Map<string, string>> {
  const known = await rows<{ id: string; name: string }>(tx, knownSql, [names, realm]);
  return new Map(known.map(({ id, name }) => [name, id]));
}
