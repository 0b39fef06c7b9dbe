import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import { newId } from '@handoff/kit/id';

/** What a version tells of a shared feature that it reads. */
export interface DefinitionTold {
  name: string;
  dtype: string;
  /** Whose it may be beside everybody's, and whose it becomes when it is new; see realmOf. */
  realm: string;
}

/** The id of a shared feature of this name for a realm: its own comes before everybody's; null when there is none. */
export type DefinitionIds = (realm: string, name: string) => string | null;

const knownSql = kept(`SELECT id, name, realm FROM registry.feature_definition
  WHERE name = ANY($1::text[]) AND realm = ANY($2::text[])`);

const insertSql = kept(`INSERT INTO registry.feature_definition (realm, id, name, dtype)
  SELECT realm, id, name, dtype FROM jsonb_to_recordset($1::jsonb) AS t(realm text, id text, name text, dtype text)
  ORDER BY name, realm ON CONFLICT DO NOTHING`);

/**
 * Finds shared features by name; what nobody knows yet is made, with the type it is first told of. At most three
 * statements, none when nothing is told.
 */
export async function ensureDefinitions(tx: Tx, told: readonly DefinitionTold[]): Promise<DefinitionIds> {
  if (told.length === 0) return () => null;
  const known = await readKnown(tx, told);
  const find = finder(known);
  const made: (DefinitionTold & { id: string })[] = [];
  for (const one of told) {
    if (find(one.realm, one.name) !== null) continue;
    const fresh = { ...one, id: newId('ftr') };
    made.push(fresh);
    known.set(keyOf(one.realm, one.name), fresh.id);
  }
  if (made.length === 0) return find;
  await rows(tx, insertSql, [jsonText(made)]);
  return finder(await readKnown(tx, told));
}

function keyOf(realm: string, name: string): string {
  return JSON.stringify([realm, name]);
}

function finder(known: ReadonlyMap<string, string>): DefinitionIds {
  return (realm, name) => known.get(keyOf(realm, name)) ?? known.get(keyOf('', name)) ?? null;
}

async function readKnown(tx: Tx, told: readonly DefinitionTold[]): Promise<Map<string, string>> {
  const names = new Set(told.map(({ name }) => name));
  const realms = new Set(['', ...told.map(({ realm }) => realm)]);
  const known = await rows<{ id: string; name: string; realm: string }>(tx, knownSql, [[...names], [...realms]]);
  return new Map(known.map(({ id, name, realm }) => [keyOf(realm, name), id]));
}
