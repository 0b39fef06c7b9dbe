import { alert } from './show/alert.ts';
import { alerts } from './show/alerts.ts';
import { audit } from './show/audit.ts';
import { compare } from './show/compare.ts';
import { delivery } from './show/delivery.ts';
import { experiment } from './show/experiment.ts';
import { home } from './show/home.ts';
import { lineage } from './show/lineage.ts';
import { model } from './show/model.ts';
import { models } from './show/models.ts';
import { people } from './show/people.ts';
import { person } from './show/person.ts';
import { promotion } from './show/promotion.ts';
import { promotions } from './show/promotions.ts';
import { report, reports } from './show/reports.ts';
import { team } from './show/team.ts';
import { version } from './show/version.ts';
import { watch } from './show/watch.ts';
import type { Page, Place } from './view.ts';

/** A page that is at an address, and where on it somebody is. */
export interface Found {
  page: Page;
  place: Place;
}

/** Every page, by the pattern of its path. What a pattern takes comes decoded. */
const routes: readonly (readonly [RegExp, Page])[] = [
  [/^\/$/, home],
  [/^\/models\/?$/, models],
  [/^\/models\/(.+)$/, model],
  [/^\/versions\/([^/]+)$/, version],
  [/^\/versions\/([^/]+)\/watch$/, watch],
  [/^\/compare\/(.+)$/, compare],
  [/^\/promotions$/, promotions],
  [/^\/promotions\/([^/]+)$/, promotion],
  [/^\/alerts$/, alerts],
  [/^\/alerts\/([^/]+)$/, alert],
  [/^\/experiments\/([^/]+)$/, experiment],
  [/^\/lineage\/(.+)$/, lineage],
  [/^\/people$/, people],
  [/^\/people\/([^/]+)$/, person],
  [/^\/teams\/([^/]+)$/, team],
  [/^\/reports$/, reports],
  [/^\/reports\/read$/, report],
  [/^\/audit$/, audit],
  [/^\/delivery$/, delivery],
];

/** Every page there is. */
export const allPages: readonly Page[] = routes.map(([, page]) => page);

/** The page at an address, or null. */
export function pageAt({ pathname, searchParams }: URL): Found | null {
  for (const [pattern, page] of routes) {
    const met = pattern.exec(pathname);
    const params = met && decoded(met.slice(1));
    if (params) return { page, place: { params, search: searchParams } };
  }
  return null;
}

/** Null: it is no text that was encoded. */
function decoded(parts: readonly (string | undefined)[]): string[] | null {
  try {
    return parts.map(part => decodeURIComponent(part ?? ''));
  } catch {
    return null;
  }
}
