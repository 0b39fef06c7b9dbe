import { invalid } from '@handoff/kit/problem';
import { contentDigest } from '../version/content.ts';
import { nextNumber } from '../version/version.ts';
import type { SourceTold } from './source.ts';
import type { ToldVersion, VersionTold } from './told.ts';

/** A version that stands, in what numbering asks of it. */
export interface NumberStanding {
  version: string;
  digest: string;
  /** Whether an import of the same record brought it. */
  isOwn: boolean;
}

export interface Numbering {
  /** The versions of a record in their order, each with a number. */
  versions: ToldVersion[];
  /** Numbers of those that the source does not number, by what the record calls them. */
  numbers: Map<string, string>;
}

/** A version that the source does not number: its number, and the one it comes from when it is new. */
interface Given {
  number: string;
  parent: string | null;
}

/**
 * Numbers the versions that their source does not. What the record brought before is that version again; anything else
 * gets the number after the highest that is a whole number, and comes from the version that the record brought last.
 * standing: all versions of the model, the oldest first. Pure.
 */
export function numberVersions(
  told: readonly ToldVersion[],
  record: SourceTold,
  standing: readonly NumberStanding[],
): Numbering {
  const given = give(told, standing);
  const numbers = new Map([...given].map(([at, { number }]) => [at.calls, number]));
  const versions = told.map(at => {
    if (!at.told) return at;
    const { parentVersion, numbered } = at.told;
    const named = { ...at.told, parentVersion: parentVersion && (numbers.get(parentVersion) ?? parentVersion) };
    const own = given.get(at);
    if (own) return withNumber(at, named, { record, own });
    return numbered ? { ...at, told: named } : twice(at);
  });
  return { versions, numbers };
}

/** What is alike in one record gets a number once. */
function give(told: readonly ToldVersion[], standing: readonly NumberStanding[]): Map<ToldVersion, Given> {
  const own = standing.filter(({ isOwn }) => isOwn);
  const before = new Map(own.map(({ digest, version }) => [digest, version]));
  const taken = standing.map(({ version }) => version);
  taken.push(...told.flatMap(({ told: one }) => (one?.numbered ? [one.version] : [])));
  const given = new Map<ToldVersion, Given>();
  const seen = new Set<string>();
  let last = own.at(-1)?.version ?? null;
  for (const { at, digest } of unnumbered(told)) {
    if (seen.has(digest)) continue;
    seen.add(digest);
    const number = before.get(digest) ?? nextNumber(taken);
    const isNew = !before.has(digest);
    given.set(at, { number, parent: isNew ? last : null });
    if (!isNew) continue;
    taken.push(number);
    last = number;
  }
  return given;
}

/** In the order they were made in, as far as that is told. */
function unnumbered(told: readonly ToldVersion[]): { at: ToldVersion; digest: string }[] {
  const made = ({ told: one }: ToldVersion) => one?.createdAt?.getTime() ?? 0;
  return told
    .toSorted((a, b) => made(a) - made(b))
    .flatMap(at => (at.told?.numbered === false ? [{ at, digest: contentDigest(at.told.content) }] : []));
}

/** As a version of this number, with an id at its source that no other version has. */
function withNumber(at: ToldVersion, told: VersionTold, of: { record: SourceTold; own: Given }): ToldVersion {
  const { number, parent } = of.own;
  const from = told.source ?? of.record;
  const source = { ...from, externalId: `${from.externalId}#${number}` };
  const parentVersion = told.parentVersion ?? parent;
  return { ...at, externalId: source.externalId, told: { ...told, version: number, source, parentVersion } };
}

function twice(at: ToldVersion): ToldVersion {
  const message = 'Another version of this record has the same content, and neither has a number: name it once.';
  return { ...at, told: null, problem: invalid(`${at.path}.content`, message) };
}
