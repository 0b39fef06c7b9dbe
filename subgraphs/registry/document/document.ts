import type { Permission } from '@handoff/kit/access/permission';
import { sha256 } from '@handoff/kit/canonical';

/** A text about a model, or about one version of it. */
export interface DocumentRow {
  id: string;
  modelId: string;
  /** null: about the model. */
  versionId: string | null;
  title: string;
  kind: string;
  uri: string | null;
  body: string | null;
  updatedAt: Date;
  updatedById: string;
  /** Removed ones stay for the history and are no longer listed. */
  removedAt: Date | null;
}

/** How many documents a model, or a version, may have. */
export const mostDocuments = 500;

/** What it takes to write about a version, or about a model itself. */
export function writingNeeds(of: { versionId: string | null }): Permission {
  return of.versionId === null ? 'MODEL_EDIT' : 'VERSION_REGISTER';
}

const longest = 20_000;

/** A document as the trail tells of it: a body that is too long for it, by its length and what it is told apart by. */
export function documentTold({ title, kind, uri, body }: Pick<DocumentRow, 'title' | 'kind' | 'uri' | 'body'>) {
  const long = body !== null && body.length > longest;
  return {
    title,
    kind,
    uri,
    body: long ? `${body.length.toLocaleString('en')} characters, sha256 ${sha256(body)}` : body,
  };
}

/** The fields of a document whose changes the trail names. */
export const documentFields = ['title', 'kind', 'uri', 'body'] as const;
