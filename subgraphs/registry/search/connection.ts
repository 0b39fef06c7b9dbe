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

/** One page of models; their edges are made when somebody asks for them. */
export interface EdgePage {
  nodes: ModelRow[];
  pageInfo: Page<ModelRow>['pageInfo'];
  edges(): Edge[];
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
  let read: Promise<EdgePage> | null = null;
  const page = () => {
    read ??= of.page();
    return read;
  };
  return {
    nodes: async () => (await page()).nodes,
    edges: async () => (await page()).edges(),
    pageInfo: async () => (await page()).pageInfo,
    totalCount: of.total,
    facets: of.facets,
  };
}
