import { knownModels, viewerReach } from '@handoff/kit/access/queries';
import type { Context } from '@handoff/kit/context';
import { rows, rowsPlannedAnew } from '@handoff/kit/database/database';
import { type BatchWith, loadingWith } from '@handoff/kit/loader';
import { encodeCursor, pageOf } from '@handoff/kit/page';
import { LRUCache } from 'lru-cache';
import { type Ask, type ModelListArgs, readAsk } from './ask.ts';
import { type Connection, connectionOver, type EdgePage } from './connection.ts';
import { type Counted, facetsOf } from './facet.ts';
import type { FoundModel } from './order.ts';
import { listStatement, nearRank, type Part, type Wanted, type Way } from './statement.ts';

/** A row of the statement: id is null where it holds no model. */
interface Row extends FoundModel {
  total: number | null;
  facets: Counted;
}

interface Found {
  models: FoundModel[];
  /** null: it was not counted. */
  total: number | null;
  counted: Counted;
  /** Nothing is written as it was sought: this is what is written alike. */
  near: boolean;
}

const nothing: Found = { models: [], total: null, counted: null, near: false };

// What is asked of one list in one request is asked at once: whichever parts they are, one statement reads them.
const found: BatchWith<Ask, Found> = async (parts, ask, context) => {
  const best = await bestOf(context, {
    ...{ ask, parts: new Set(parts as Part[]) },
    ...{ actor: context.actor, reach: await viewerReach(context) },
  });
  return new Map(parts.map(part => [part, best]));
};

/** Texts of which more than few models had the words within the last minute: that few have them is not tried again. */
const common = new LRUCache<string, true>({ max: 1_000, ttl: 60_000 });

/** The first way to read it that says all: most searches find few, and those that find nothing look for what is alike. */
async function bestOf(context: Context, wanted: Omit<Wanted, 'way'>): Promise<Found> {
  const { sought, order, after } = wanted.ask;
  const read = (way: Way) => run(context, { ...wanted, way });
  if (sought === null) return read('written');
  const isLater = order.byTime === null && Number(after?.[0]) >= nearRank;
  if (isLater) return read('alike');
  const few = common.has(sought.text) ? null : await read('few');
  if (few?.total === null) common.set(sought.text, true);
  const written = few === null || few.total === null ? await read('written') : few;
  return written.total ? written : read('alike');
}

async function run(context: Context, wanted: Wanted): Promise<Found> {
  const { sql, parameters } = listStatement(wanted);
  const read = wanted.way === 'few' ? rows : rowsPlannedAnew;
  const list = await read<Row>(context.db, sql, parameters);
  const models = list.filter(({ id }) => id !== null);
  knownModels(context, models);
  return {
    models,
    total: list[0]?.total ?? null,
    counted: list[0]?.facets ?? null,
    near: wanted.way === 'alike',
  };
}

/**
 * Models that the viewer may see, found by their words and a filter; by relevance, see statement.ts. Where no model
 * has the words as they are written, those come that are written alike. One statement, or two when the first finds
 * nothing. Throws BAD_USER_INPUT when the arguments make no sense.
 */
export function modelPage(context: Context, args: ModelListArgs): Connection {
  const ask = readAsk(args);
  const loading = loadingWith(context, found, ask);
  const part = async (key: Part) => (await loading(key)) ?? nothing;
  return connectionOver({
    page: async () => pageIn(await part('page'), ask),
    total: async () => (await part('total')).total ?? 0,
    facets: async () => {
      const { counted, total } = await part('facets');
      return facetsOf(counted, total ?? 0);
    },
  });
}

function pageIn({ models, near }: Found, { order, sought, first }: Ask): EdgePage {
  const { nodes, pageInfo } = pageOf(models, first, { position: order.position, count: async () => 0 });
  const told = sought && { terms: sought.terms, near };
  const edgeOf = (node: FoundModel) => ({
    node,
    cursor: encodeCursor(order.position(node)),
    score: sought ? scoreOf(node.rank) : null,
    sought: told,
  });
  return { nodes, pageInfo, edges: () => nodes.map(edgeOf) };
}

/** From 6 (the exact name) down to 0, in steps of a millionth. */
function scoreOf(rank: number): number {
  return (6_000_000 - rank) / 1_000_000;
}
