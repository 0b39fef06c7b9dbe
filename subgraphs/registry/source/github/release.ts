import { known, mapping, text } from '../field.ts';
import { list } from '../json.ts';
import type { ArtifactContent, ImportVersion, RefusedVersion } from '../record.ts';
import { word } from '../told.ts';

/** A release as a version; undefined for a draft, which is not out yet. */
export type ReadRelease = { version: ImportVersion } | { refused: RefusedVersion } | undefined;

/** One release of an answer; commits: by tag. The assets are the artifacts, the notes a document. */
export function readRelease(
  release: Record<string, unknown>,
  repository: string,
  commits: ReadonlyMap<string, string>,
): ReadRelease {
  const tag = word(release.tag_name);
  if (tag === undefined || release.draft === true) return undefined;
  const externalId = `${repository}@${tag}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._+/-]*$/.test(tag)) {
    const problem = `Its tag "${tag}" is no version: use letters, digits and . _ + / -.`;
    return { refused: { version: tag, externalId, problem } };
  }
  const [url, notes] = [word(release.html_url), text(release.body)];
  return {
    version: known({
      version: tag,
      source: known({ system: 'GITHUB' as const, externalId, url, commit: commits.get(tag) }),
      content: known({
        artifacts: list(release.assets).flatMap(readAsset),
        documents: notes
          ? [known({ title: (text(release.name) ?? tag).slice(0, 200), kind: 'release-notes', uri: url, body: notes })]
          : [],
      }),
      tags: release.prerelease === true ? ['prerelease'] : [],
      createdAt: dateOf(release.published_at) ?? dateOf(release.created_at),
    }),
  };
}

function readAsset(asset: unknown): ArtifactContent[] {
  const { browser_download_url, size, digest } = mapping(asset) ?? {};
  const uri = word(browser_download_url);
  if (uri === undefined) return [];
  const sha256 = /^sha256:([0-9a-f]{64})$/i.exec(word(digest) ?? '')?.[1];
  return [known({ uri, sha256, bytes: typeof size === 'number' && size >= 0 ? size : undefined })];
}

/** A time in ISO 8601; undefined when it is none. */
export function dateOf(value: unknown): string | undefined {
  const at = new Date(word(value) ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
