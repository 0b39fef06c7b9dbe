import { type Html, html, type Part } from '@handoff/kit/html';
import { modelPath, pathOf } from '../link.ts';
import type { ModelName } from './name.ts';

/** The way to a page below a model, or below one of its versions. */
export function crumbs(model: ModelName | null, version?: { id: string; version: string }): Html {
  const own = model && html` / <a href="${modelPath(model.name)}">${model.title}</a>`;
  const below = version && html` / <a href="${pathOf('versions', version.id)}">version ${version.version}</a>`;
  return html`<p class="crumbs"><a href="/models">Models</a>${own}${below}</p>`;
}

/** What stands above a page where something is done: where one is, what it is, and what it leads to. */
export function doHead(way: Html, title: string, lead: Part): Html {
  return html`<div class="head">${way}<h1>${title}</h1><p class="lead">${lead}</p></div>`;
}
