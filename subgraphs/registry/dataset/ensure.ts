import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import { newId } from '@handoff/kit/id';
import { type DatasetName, type DatasetRow, datasetMeant } from './dataset.ts';

/** A data set as a version tells of it. */
export type DatasetTold = Omit<DatasetRow, 'id' | 'revision'>;

interface Known extends DatasetName {
  id: string;
  /** It belongs to the model itself, not to everybody. */
  own: boolean;
}

const knownSql = kept(`SELECT d.id, d.name, d.digest, d.realm <> '' AS own FROM registry.dataset d
  WHERE (d.name = ANY($1::text[]) OR d.digest = ANY($2::text[])) AND d.realm IN ('', $3)`);

const insertSql = kept(`INSERT INTO registry.dataset (realm, id, name, uri, digest, rows, from_at, to_at, description)
  SELECT $2, id, name, uri, digest, rows, "from", "to", description FROM jsonb_to_recordset($1::jsonb)
    AS t(id text, name text, uri text, digest text, rows double precision, "from" timestamptz, "to" timestamptz, description text)
  ORDER BY name, digest ON CONFLICT DO NOTHING`);

/**
 * Ids of data sets, in the order they are told; what nobody knows yet is made. At most three statements, none when
 * nothing is told; two at once that tell of the same new one both get the same id. realm: whose they may be beside
 * everybody's, and whose a new one becomes; see realmOf.
 */
export async function ensureDatasets(tx: Tx, realm: string, told: readonly DatasetTold[]): Promise<string[]> {
  if (told.length === 0) return [];
  let known = await readKnown(tx, realm, told);
  const made: (DatasetTold & Known)[] = [];
  for (const one of told)
    if (!meant([...known, ...made], one)) made.push({ ...one, id: newId('dts'), own: realm !== '' });
  if (made.length > 0) {
    await rows(tx, insertSql, [jsonText(made), realm]);
    known = await readKnown(tx, realm, told);
  }
  return told.map(one => idOf(known, one));
}

function readKnown(tx: Tx, realm: string, told: readonly DatasetTold[]): Promise<Known[]> {
  const digests = told.map(({ digest }) => digest).filter(digest => digest !== null);
  return rows<Known>(tx, knownSql, [told.map(({ name }) => name), digests, realm]);
}

/** A model's own comes before everybody's. */
function meant(known: readonly Known[], told: DatasetTold): Known | null {
  return (
    datasetMeant(
      known.filter(({ own }) => own),
      told,
    ) ?? datasetMeant(known, told)
  );
}

function idOf(known: readonly Known[], told: DatasetTold): string {
  const found = meant(known, told);
  if (!found) throw new Error(`The data set "${told.name}" was made in this transaction and is not there.`);
  return found.id;
}
