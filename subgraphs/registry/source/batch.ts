import type { ImportRecord } from './record.ts';
import { wellFormed } from './well-formed.ts';

/** The most that goes into one call; bytes leaves room for the document around the records in 8 MB. */
export const limits = { records: 500, versions: 500, bytes: 7_900_000, objects: 19_990 };

/** A record, or a part of one with many versions, as it goes into a batch. */
export interface Parcel {
  path: string;
  record: ImportRecord;
  /** Length of the record as JSON in UTF-8. */
  bytes: number;
  /** Objects in it, at most: braces in texts count too. */
  objects: number;
  /** Whether it is the first part of its record: only that one counts as a record. */
  first: boolean;
}

/**
 * A record as parcels that each fit into one call. A record with too many versions goes in parts, aliases with the last
 * one, when all versions are there. A sentence when not even a single version fits.
 */
export function parcelsOf(path: string, record: ImportRecord): Parcel[] | string {
  const pieces = divide(told(record));
  if (typeof pieces === 'string') return pieces;
  return pieces.map((piece, i) => ({ path, ...piece, first: i === 0 }));
}

type Piece = Pick<Parcel, 'record' | 'bytes' | 'objects'>;

/**
 * A record without what no database takes: NUL becomes a space, half a letter the sign for a letter that is none. Its
 * length as JSON comes with it.
 */
function told(record: ImportRecord): Piece {
  const json = JSON.stringify(record);
  const piece = measured(record, json);
  if (piece.bytes > most.bytes || !/\\u(0000|d[89a-f])/.test(json)) return piece;
  return { ...piece, record: JSON.parse(json, plain) as ImportRecord };
}

/** Of a record that is divided at all: more than this is held by no one for long. */
const most = { bytes: 50_000_000 };

function plain(_: string, value: unknown): unknown {
  return typeof value === 'string' ? wellFormed(value.replaceAll('\0', ' ')) : value;
}

function divide({ record, bytes, objects }: Piece): Piece[] | string {
  const { versions } = record;
  const isLarge = bytes > limits.bytes || objects > limits.objects;
  if (!isLarge && versions.length <= limits.versions) return [{ record, bytes, objects }];
  if (versions.length < 2 || bytes > most.bytes) return tooLarge(bytes, objects);
  const middle = Math.min(limits.versions, Math.ceil(versions.length / 2));
  const head = divide(sized({ ...record, versions: versions.slice(0, middle), aliases: undefined }));
  const tail = divide(sized({ ...record, versions: versions.slice(middle) }));
  if (typeof head === 'string') return head;
  return typeof tail === 'string' ? tail : [...head, ...tail];
}

function tooLarge(bytes: number, objects: number): string {
  return bytes > limits.bytes
    ? `It has ${(bytes / 1e6).toFixed(1)} MB, and a call takes 8 MB: shorten its documents.`
    : `It has ${objects} features, figures and other parts, and a call takes ${limits.objects}: leave some out.`;
}

function sized(record: ImportRecord): Piece {
  return measured(record, JSON.stringify(record));
}

function measured(record: ImportRecord, json: string): Piece {
  let objects = 0;
  for (let at = json.indexOf('{'); at >= 0; at = json.indexOf('{', at + 1)) objects++;
  return { record, bytes: Buffer.byteLength(json), objects };
}

/** Gathers parcels until the next one would be too much for one call. */
export class Batch {
  readonly #most: number;
  #parcels: Parcel[] = [];
  #versions = 0;
  #bytes = 0;
  #objects = 0;

  constructor(most = limits.records) {
    this.#most = Math.max(1, Math.min(most, limits.records));
  }

  /** Adds a parcel; what has to be sent before it comes back. */
  add(parcel: Parcel): Parcel[] {
    const versions = parcel.record.versions.length;
    const full =
      this.#parcels.length >= this.#most ||
      this.#versions + versions > limits.versions ||
      this.#bytes + parcel.bytes > limits.bytes ||
      this.#objects + parcel.objects > limits.objects;
    const ready = full ? this.take() : [];
    this.#parcels.push(parcel);
    this.#versions += versions;
    this.#bytes += parcel.bytes + 1;
    this.#objects += parcel.objects;
    return ready;
  }

  /** Empties the batch. */
  take(): Parcel[] {
    const parcels = this.#parcels;
    this.#parcels = [];
    this.#versions = 0;
    this.#bytes = 0;
    this.#objects = 0;
    return parcels;
  }
}
