import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import { newId } from '@handoff/kit/id';
import { type DatasetName, type DatasetRow, datasetMeant } from './dataset.ts';

/** A data set as a version tells of it. */
export interface DatasetTold extends Omit<DatasetRow, 'id' | 'revision'> {
  /** Whose it may be beside everybody's, and whose it becomes when it is new; see realmOf. */
  realm: string;
}

interface Known extends DatasetName {
  id: string;
  realm: string;
}

const knownSql = kept(`SELECT d.id, d.name, d.digest, d.realm FROM registry.dataset d
  WHERE (d.name = ANY($1::text[]) OR d.digest = ANY($2::text[])) AND d.realm = ANY($3::text[])`);

const insertSql = kept(`INSERT INTO registry.dataset (realm, id, name, uri, digest, rows, from_at, to_at, description)
  SELECT realm, id, name, uri, digest, rows, "from", "to", description FROM jsonb_to_recordset($1::jsonb)
    AS t(realm text, id text, name text, uri text, digest text, rows double precision, "from" timestamptz, "to" timestamptz, description text)
  ORDER BY name, realm, digest ON CONFLICT DO NOTHING`);

/**
 * Ids of data sets, in the order they are told; what nobody knows yet is made. At most three statements, none when
 * nothing is told; two at once that tell of the same new one both get the same id.
 */
export async function ensureDatasets(tx: Tx, told: readonly DatasetTold[]): Promise<string[]> {
  if (told.length === 0) return [];
  let known = new Shelf(await readKnown(tx, told));
  const made: (DatasetTold & Known)[] = [];
  for (const one of told) {
    if (known.find(one)) continue;
    const fresh = { ...one, id: newId('dts') };
    made.push(fresh);
    known.add(fresh);
  }
  if (made.length > 0) {
    await rows(tx, insertSql, [jsonText(made)]);
    known = new Shelf(await readKnown(tx, told));
  }
  return told.map(one => idOf(known, one));
}

function readKnown(tx: Tx, told: readonly DatasetTold[]): Promise<Known[]> {
  const names = new Set(told.map(({ name }) => name));
  const digests = new Set(told.map(({ digest }) => digest).filter(digest => digest !== null));
  const realms = new Set(['', ...told.map(({ realm }) => realm)]);
  return rows<Known>(tx, knownSql, [[...names], [...digests], [...realms]]);
}

/** Data sets by name and by digest, so that one is found among many. */
class Shelf {
  readonly #byKey = new Map<string, Known[]>();

  constructor(known: readonly Known[]) {
    for (const one of known) this.add(one);
  }

  add(one: Known): void {
    for (const key of keysOf(one)) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), one]);
  }

  /** A model's own comes before everybody's. */
  find(told: DatasetTold): Known | null {
    const alike = [...new Set(keysOf(told).flatMap(key => this.#byKey.get(key) ?? []))];
    const of = (realm: string) =>
      datasetMeant(
        alike.filter(one => one.realm === realm),
        told,
      );
    return of(told.realm) ?? of('');
  }
}

function keysOf({ name, digest }: DatasetName): string[] {
  return digest === null ? [`name ${name}`] : [`name ${name}`, `digest ${digest}`];
}

function idOf(known: Shelf, told: DatasetTold): string {
  const found = known.find(told);
  if (!found) throw new Error(`The data set "${told.name}" was made in this transaction and is not there.`);
  return found.id;
}
