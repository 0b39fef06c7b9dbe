import { readFileSync } from 'node:fs';
import { idOf, type KnownOperations, readManifest, writtenAlike } from '@handoff/kit/operations';
import { type DocumentNode, parse } from 'graphql';
import { isVouched } from '../for-callers.ts';
import type { Bearer } from '../identify.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** The operations that the gateway knows, and whether it carries out others. */
export interface Operations {
  /** The text of the operation with this sha256, or undefined. */
  byId(id: string): string | undefined;
  /** Why a request is not carried out because it is not known; null: it is, or need not be. */
  refuse(query: string, document: DocumentNode | null, bearer: Bearer | null): Refusal | null;
}

export interface OperationsOptions {
  /** Nothing but what is known is carried out. */
  only: boolean;
  /** Tokens of our own parts whose questions are put together while they run. */
  free: ReadonlySet<string>;
}

/** What the probes of our own parts ask. */
const probe = '{ __typename }';

/** Opens the operations that are known, with those of our own clients among them. */
export function openOperations(given: KnownOperations, { only, free }: OperationsOptions): Operations {
  const known = new Map([...ownOperations(), ...given]);
  const alike = new Set([probe, ...known.values()].flatMap(text => writtenAlike(parse(text))));
  const judged = new WeakMap<DocumentNode, boolean>();
  const isKnown = (document: DocumentNode) => {
    const before = judged.get(document);
    if (before !== undefined) return before;
    const written = writtenAlike(document);
    const fits = written.length > 0 && written.every(each => alike.has(each));
    judged.set(document, fits);
    return fits;
  };
  return {
    byId: id => known.get(id),
    refuse: (query, document, bearer) => {
      if (!only || (bearer && (isVouched(bearer) || free.has(bearer.token)))) return null;
      if (known.has(idOf(query)) || (document && isKnown(document))) return null;
      return refuse(403, 'PERSISTED_QUERY_NOT_IN_LIST', unlisted);
    },
  };
}

const unlisted =
  'Only operations that are known beforehand are carried out here, and this is none of them. Write the manifest of your client with "handoff operations", and have it added to HANDOFF_OPERATIONS.';

/** What our own clients ask: the bot, and the commands that are clients of the graph. */
export function ownOperations(): KnownOperations {
  const file = import.meta.url.includes('/dist/') ? '../../operations.json' : '../operations.json';
  const found = readManifest(readFileSync(new URL(file, import.meta.url), 'utf8'));
  if (typeof found === 'string') throw new Error(`gateway/operations.json ${found}: run npm run compose.`);
  return found;
}

/**
 * A request with its document in it, where it only names one: by `documentId` (sha256:…) or by
 * `extensions.persistedQuery.sha256Hash`. What names none is given back as it is.
 */
export function withDocument(value: unknown, { byId }: Pick<Operations, 'byId'>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { documentId, extensions, query } = value as Named;
  const named = documentId ?? extensions?.persistedQuery?.sha256Hash;
  if (named === undefined || named === null) return value;
  const id = typeof named === 'string' ? named.replace(/^sha256:/, '').toLowerCase() : '';
  if (!/^[0-9a-f]{64}$/.test(id)) return refuse(400, 'BAD_USER_INPUT', noId);
  if (typeof query === 'string' && query !== '')
    return idOf(query) === id ? value : refuse(400, 'BAD_USER_INPUT', other);
  const text = byId(id);
  return text === undefined ? refuse(400, 'PERSISTED_QUERY_NOT_FOUND', unknown) : { ...value, query: text };
}

interface Named {
  documentId?: unknown;
  extensions?: { persistedQuery?: { sha256Hash?: unknown } | null } | null;
  query?: unknown;
}

const noId = 'An operation is named by its sha256: 64 hexadecimal digits, with or without sha256: before them.';
const other = 'The document is not the one that its sha256 names. Send one of them.';
const unknown =
  'No operation with this sha256 is known here. Send the document itself, or have it added to a manifest of HANDOFF_OPERATIONS.';
