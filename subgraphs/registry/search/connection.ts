import type { Page } from '@handoff/kit/page';
import type { ModelRow } from '../model/model.ts';
import type { FacetCount } from './facet.ts';
import type { Term } from './words.ts';

/** A model in a list, and what it was found by. */
export interface Edge {
  node: ModelRow;
  cursor: string;
  /** How well it fits, larger is better; null where nothing is searched for. */
  score: number | null;
  /** What was looked for; near: words that are written alike count. */
  sought: { terms: readonly Term[]; near: boolean } | null;
}

/** One page of models with their edges. */
export interface EdgePage {
  edges: Edge[];
  pageInfo: Page<ModelRow>['pageInfo'];
}

/** A list of models as the graph hands it out: each part is read when it is asked for. */
export interface Connection {
  nodes(): Promise<ModelRow[]>;
  edges(): Promise<Edge[]>;
  pageInfo(): Promise<EdgePage['pageInfo']>;
  totalCount(): Promise<number>;
  facets(): Promise<FacetCount[]>;
}

/** A connection over what reads its parts. */
export function connectionOver(of: {
  page(): Promise<EdgePage>;
  total(): Promise<number>;
  facets(): Promise<FacetCount[]>;
}): Connection {
  return {
    nodes: async () => (await of.page()).edges.map(({ node }) => node),
    edges: async () => (await of.page()).edges,
    pageInfo: async () => (await of.page()).pageInfo,
    totalCount: of.total,
    facets: of.facets,
  };
}
