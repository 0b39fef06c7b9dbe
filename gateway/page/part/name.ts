import { type Html, html, type Part } from '@handoff/kit/html';
import { modelPath, pathOf } from '../link.ts';

/** Somebody who may be a person, a team or a service account; null: known by id alone, or the system. */
export type Named = { id: string; name: string } | null | undefined;

/** A model as lists name it. */
export interface ModelName {
  name: string;
  title: string;
}

/** Somebody's name, with a link where they have a page. */
export function named(who: Named, otherwise: Part = html`<span class="quiet">nobody</span>`): Part {
  if (!who) return otherwise;
  if (who.id.startsWith('per_')) return html`<a href="${pathOf('people', who.id)}">${who.name}</a>`;
  if (who.id.startsWith('tea_')) return html`<a href="${pathOf('teams', who.id)}">${who.name}</a>`;
  return who.name;
}

/** A model's title as a link; null: the viewer may not see it, or its part of the graph did not answer. */
export function modelLink(model: ModelName | null | undefined): Part {
  return model ? html`<a href="${modelPath(model.name)}">${model.title}</a>` : html`<span class="quiet">a model</span>`;
}

/** A version as a link. */
export function versionLink(version: { id: string; version: string } | null | undefined): Part {
  return version ? html`<a href="${pathOf('versions', version.id)}">version ${version.version}</a>` : null;
}

/** Names in a row, with commas between. */
export function inRow(parts: readonly Part[]): Html {
  return html`${parts.map((part, at) => (at === 0 ? part : html`, ${part}`))}`;
}
