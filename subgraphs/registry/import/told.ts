import { invalid, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import { checked, listOf, maybe, tagList, words } from '../model/check.ts';
import { modelName, objectives, prose, riskTier, task, teamReference, visibility } from '../model/fields.ts';
import { contentSchema, documentSchema } from '../version/content.ts';
import { versionName } from '../version/register.ts';
import { sourceSchema } from '../version/source-told.ts';

const recordSchema = z.object({
  source: sourceSchema,
  name: modelName,
  title: maybe(200),
  description: prose,
  purpose: prose,
  task: task.nullish().transform(given => given ?? 'OTHER'),
  riskTier: riskTier.nullish().transform(given => given ?? 'UNCLASSIFIED'),
  visibility: visibility.nullish().transform(given => given ?? 'INTERNAL'),
  team: teamReference,
  tags: tagList,
  objectives,
  documents: listOf(documentSchema, 200),
  owners: listOf(words(320), 20),
  // Left out: not told, so that a record may come in parts. An empty list takes away what the import had set.
  aliases: z
    .array(
      z.object({
        name: words(128).regex(/\D/, 'is a plain number and would read like a version: use a word.'),
        version: words(128),
      }),
    )
    .max(200)
    .nullish()
    .transform(given => given ?? null),
});
export type RecordTold = z.output<typeof recordSchema>;

/** How far ahead of ours the clock of a source may be, in milliseconds. */
const clockSkew = 10 * 60_000;

const versionSchema = z.object({
  version: versionName,
  numbered: z
    .boolean()
    .nullish()
    .transform(given => given ?? true),
  source: sourceSchema.nullish().transform(given => given ?? null),
  content: contentSchema,
  tags: tagList,
  trainedBy: maybe(320),
  parentVersion: maybe(128),
  createdAt: z
    .date()
    .refine(at => at.getTime() <= Date.now() + clockSkew, 'lies in the future: give when it was made, or leave it out.')
    .nullish()
    .transform(given => given ?? null),
  archived: z
    .boolean()
    .nullish()
    .transform(given => given ?? false),
});
export type VersionTold = z.output<typeof versionSchema>;

/** A record as it is given; nothing in it is checked yet. */
export interface RawRecord {
  source: { externalId: string };
  versions?: readonly { version: string; numbered?: boolean | null; source?: { externalId: string } | null }[] | null;
}

/** One version of a record: what it says, or what is wrong with it. */
export interface ToldVersion {
  path: string;
  /** What its record calls it: its number, unless the source does not number. */
  calls: string;
  externalId: string;
  told: VersionTold | null;
  problem: Problem | null;
}

/** A record and its versions, checked one by one: a bad version does not spoil the others. */
export interface ToldRecord {
  path: string;
  externalId: string;
  told: RecordTold | null;
  problem: Problem | null;
  versions: ToldVersion[];
}

/** A record that makes sense in itself. */
export interface SaneRecord {
  told: ToldRecord;
  record: RecordTold;
}

/** Checks one record of an import. Pure but for the clock, which no creation may be ahead of. */
export function readRecord(raw: RawRecord, index: number): ToldRecord {
  const path = `records[${index}]`;
  const { value: told, problem } = checked(recordSchema, raw, path);
  return { path, externalId: raw.source.externalId, told, problem, versions: readVersions(raw, path) };
}

function readVersions(raw: RawRecord, recordPath: string): ToldVersion[] {
  const seen = new Set<string>();
  return (raw.versions ?? []).map((version, i) => {
    const path = `${recordPath}.versions[${i}]`;
    const { value: told, problem } = checked(versionSchema, version, path);
    const again = seen.has(version.version) ? twice(`${path}.version`) : null;
    seen.add(version.version);
    const own = version.numbered === false ? raw.source.externalId : version.version;
    const externalId = version.source?.externalId ?? own;
    return { path, calls: version.version, externalId, told: again ? null : told, problem: problem ?? again };
  });
}

function twice(path: string): Problem {
  return invalid(path, `"${path}" is in this record twice: name each once.`);
}
