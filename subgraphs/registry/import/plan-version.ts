import { invalid, type Problem } from '@handoff/kit/problem';
import { contentDigest, type DocumentContent } from '../version/content.ts';
import { merged, mergedSet, same } from './merge.ts';
import { asSet } from './papers.ts';
import type { VersionStanding } from './standing.ts';
import type { ToldVersion, VersionTold } from './told.ts';

/** What an import brings for a version besides its content, which never changes. */
export interface VersionBase {
  tags: string[];
  archived: boolean;
  documents: DocumentContent[];
  assumptions: string[];
}

/** What a record makes of one of its versions. */
export type VersionPlan =
  | { kind: 'new'; at: ToldVersion; told: VersionTold; digest: string; base: VersionBase }
  | {
      kind: 'known';
      at: ToldVersion;
      told: VersionTold;
      standing: VersionStanding;
      after: VersionBase;
      kept: string[];
      base: VersionBase;
    }
  | { kind: 'rejected'; at: ToldVersion; problem: Problem };

/** Judges one version of a record against what stands of its model. Pure. */
export function planVersion(at: ToldVersion, modelId: string, standing: readonly VersionStanding[]): VersionPlan {
  const { told } = at;
  if (!told) return { kind: 'rejected', at, problem: at.problem ?? invalid(at.path, 'It makes no sense.') };
  const reject = (field: string, message: string): VersionPlan => ({
    kind: 'rejected',
    at,
    problem: invalid(`${at.path}.${field}`, message),
  });
  const bySource = standing.find(
    one => told.source && one.sourceSystem === told.source.system && one.sourceId === told.source.externalId,
  );
  if (bySource && bySource.modelId !== modelId)
    return reject('source.externalId', `"${told.source?.externalId}" was brought in as a version of another model.`);
  if (bySource && bySource.version !== told.version)
    return reject('version', `It was brought in as version ${bySource.version} before: a version keeps its number.`);
  const known = bySource ?? standing.find(one => one.modelId === modelId && one.version === told.version);
  const digest = contentDigest(told.content);
  const base = baseOf(told);
  if (!known) return { kind: 'new', at, told, digest, base };
  if (known.digest === digest) return { kind: 'known', at, told, standing: known, base, ...changed(known, base) };
  return reject('content', otherContent(known, told));
}

/** What a version is made of never changes: whose it is decides what helps. */
function otherContent({ version, sourceSystem, sourceId }: VersionStanding, { source }: VersionTold): string {
  const isSame = source !== null && sourceSystem === source.system && sourceId === source.externalId;
  if (isSame)
    return `Version ${version} was brought in before with other content, and what a version is made of never changes: give what is new a version of its own.`;
  const whose = sourceSystem === null ? 'was registered by hand' : `came from ${sourceSystem} (${sourceId})`;
  return `Version ${version} of this model ${whose} with other content: give the model another name, or this version another number.`;
}

function baseOf({ tags, archived, content }: VersionTold): VersionBase {
  return { tags, archived, documents: asSet(content.documents), assumptions: content.assumptions };
}

function changed(known: VersionStanding, incoming: VersionBase): { after: VersionBase; kept: string[] } {
  const base = known.base === null ? null : (JSON.parse(known.base) as VersionBase);
  const tags = mergedSet({ base: base?.tags, current: known.tags, incoming: incoming.tags });
  const archived = merged<boolean>({
    base: base?.archived,
    current: known.state === 'ARCHIVED',
    incoming: incoming.archived,
    empty: false,
  });
  const documents = merged({
    base: base?.documents,
    current: asSet(known.documents),
    incoming: incoming.documents,
    empty: [],
  });
  const assumptions = merged({
    base: base?.assumptions,
    current: known.assumptions,
    incoming: incoming.assumptions,
    empty: [],
  });
  const all = { tags, archived, documents, assumptions };
  return {
    after: { tags: tags.value, archived: archived.value, documents: documents.value, assumptions: assumptions.value },
    kept: Object.entries(all).flatMap(([name, { kept }]) => (kept ? [name] : [])),
  };
}

/** Which of the things that may change of a version do. */
export function changesOf({ standing, after }: Extract<VersionPlan, { kind: 'known' }>) {
  return {
    tags: !same(after.tags, standing.tags),
    archived: after.archived !== (standing.state === 'ARCHIVED'),
    documents: !same(after.documents, asSet(standing.documents)),
    assumptions: !same(after.assumptions, standing.assumptions),
  };
}
