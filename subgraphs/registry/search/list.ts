import { knownModels, viewerReach } from '@handoff/kit/access/queries';
import type { Context } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type BatchWith, loadWith } from '@handoff/kit/loader';
import { encodeCursor, pageOf } from '@handoff/kit/page';
import { type ModelListArgs, readAsk } from './ask.ts';
import { type Connection, connectionOver } from './connection.ts';
import { type Counted, facetsOf } from './facet.ts';
import type { FoundModel } from './order.ts';
import { listStatement, nearRank, type Part, type Wanted } from './statement.ts';

/** A row of the statement: id is null where it holds no model. */
interface Row extends FoundModel {
  total: number | null;
  facets: Counted;
}

interface Found {
  models: FoundModel[];
  total: number;
  counted: Counted;
  /** Nothing is written as it was sought: this is what is written alike. */
  near: boolean;
}

// What is asked of one list in one request is asked at once: whichever parts they are, one statement reads them.
const found: BatchWith<ModelListArgs, Found> = async (parts, args, context) => {
  const wanted = {
    ask: readAsk(args),
    parts: new Set(parts as Part[]),
    actor: context.actor,
    reach: await viewerReach(context),
  };
  const isLater = wanted.ask.order.byTime === false && Number(wanted.ask.after?.[0]) >= nearRank;
  const exact = isLater ? null : await run(context, { ...wanted, near: false });
  const isFound = exact !== null && (exact.total > 0 || wanted.ask.sought === null);
  const best = isFound ? exact : await run(context, { ...wanted, near: true });
  return new Map(parts.map(part => [part, best]));
};

async function run(context: Context, wanted: Wanted): Promise<Found> {
  const { sql, parameters } = listStatement(wanted);
  const list = await rows<Row>(context.db, sql, parameters);
  return {
    models: [
      ...knownModels(
        context,
        list.filter(({ id }) => id !== null),
      ),
    ],
    total: list[0]?.total ?? 0,
    counted: list[0]?.facets ?? null,
    near: wanted.near,
  };
}

/**
 * Models that the viewer may see, found by their words and a filter; by relevance, see statement.ts. Where no model
 * has the words as they are written, those come that are written alike. One statement, or two when the first finds
 * nothing. Throws BAD_USER_INPUT when the arguments make no sense.
 */
export function modelPage(context: Context, args: ModelListArgs): Connection {
  const { order, sought, first } = readAsk(args);
  const part = async (key: Part): Promise<Found> => {
    const value = await loadWith(context, found, { key, args });
    return value ?? { models: [], total: 0, counted: null, near: false };
  };
  return connectionOver({
    page: async () => {
      const { models, near } = await part('page');
      const page = pageOf(models, first, { position: order.position, count: async () => 0 });
      const edges = page.nodes.map(node => ({
        node,
        cursor: encodeCursor(order.position(node)),
        score: sought ? scoreOf(node.rank) : null,
        sought: sought && { terms: sought.terms, near },
      }));
      return { edges, pageInfo: page.pageInfo };
    },
    total: async () => (await part('total')).total,
    facets: async () => {
      const { counted, total } = await part('facets');
      return facetsOf(counted, total);
    },
  });
}

/** From 6 (the exact name) down to 0, in steps of a millionth. */
function scoreOf(rank: number): number {
  return (6_000_000 - rank) / 1_000_000;
}
