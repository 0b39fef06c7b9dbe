import { known } from '../field.ts';
import { readCard } from '../hugging-face/card.ts';
import { readFrontMatter } from '../hugging-face/front-matter.ts';
import { readMlmodel } from '../mlmodel/mlmodel.ts';
import type { ImportRecord, SourceRef } from '../record.ts';

/** A file of a repository that tells of a model, at the commit that last touched it. */
export interface ModelFile {
  path: string;
  text: string;
  repository: string;
  url: string;
  commit: string;
  createdAt?: string;
}

/** Whether a file may tell of a model, by its name. */
export function mayTellOfModel(path: string): boolean {
  return /(^|\/)(MLmodel|README\.md|model[_-]?card\.md)$/i.test(path);
}

/** Keys of a front matter that only model cards have. */
const ofCards = ['pipeline_tag', 'library_name', 'model-index', 'base_model'];

/** Whether a file does tell of a model: a README of something else does not. */
export function tellsOfModel(path: string, text: string): boolean {
  return /MLmodel$/i.test(path) || isCard(text);
}

/**
 * The model that a file tells of. Its version is the commit that last touched the
 * file, so that a change is a new version and everything else changes nothing.
 */
export function readModelFile(file: ModelFile): ImportRecord | { problem: string } {
  const { path, text, repository, url, commit, createdAt } = file;
  const isMlmodel = /MLmodel$/i.test(path);
  const calledBy = path.split('/').at(-2) ?? repository.split('/').at(-1) ?? repository;
  const externalId = `${repository}/${path}`;
  const read = isMlmodel
    ? readMlmodel(text, { calledBy, place: externalId })
    : readCard(text, { calledBy, externalId });
  if (read.kind === 'Problem') return { problem: read.message };
  const { record } = read;
  const source: SourceRef = known({ system: 'GITHUB', externalId, url, runId: record.source.runId, commit });
  const version = commit.slice(0, 12);
  return {
    ...record,
    source,
    versions: record.versions.map(one =>
      known({
        ...one,
        version,
        numbered: undefined,
        source: { ...source, externalId: `${externalId}@${version}` },
        createdAt: one.createdAt ?? createdAt,
      }),
    ),
  };
}

function isCard(text: string): boolean {
  const parts = readFrontMatter(text);
  return parts.kind === 'Card' && ofCards.some(key => Object.hasOwn(parts.front, key));
}
