import { advice } from './show/advice.ts';
import { alert } from './show/alert.ts';
import { alerts } from './show/alerts.ts';
import { assign } from './show/assign.ts';
import { audit } from './show/audit.ts';
import { compare } from './show/compare.ts';
import { delivery } from './show/delivery.ts';
import { experiment } from './show/experiment.ts';
import { home } from './show/home.ts';
import { hosting } from './show/hosting.ts';
import { lineage } from './show/lineage.ts';
import { model } from './show/model.ts';
import { models } from './show/models.ts';
import { newExperiment } from './show/new-experiment.ts';
import { offer } from './show/offer.ts';
import { people } from './show/people.ts';
import { person } from './show/person.ts';
import { promote } from './show/promote.ts';
import { promotion } from './show/promotion.ts';
import { promotions } from './show/promotions.ts';
import { report, reports } from './show/reports.ts';
import { team } from './show/team.ts';
import { version } from './show/version.ts';
import { watch } from './show/watch.ts';
import type { Move, Page, Place } from './view.ts';

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
  [/^\/versions\/([^/]+)\/promote$/, promote],
  [/^\/versions\/([^/]+)\/handover$/, offer],
  [/^\/assign\/(.+)$/, assign],
  [/^\/hosting\/(.+)$/, hosting],
  [/^\/new-experiment\/(.+)$/, newExperiment],
  [/^\/advice\/([^/]+)$/, advice],
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

/** Moves after which another page comes, by their name: that page says that they were made. */
export const movesThatLead: ReadonlyMap<string, Move> = new Map(
  allPages.flatMap(page => Object.entries(page.moves).filter(([, { leadsTo }]) => leadsTo)),
);

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
