import { GraphQLError } from 'graphql';

/**
 * How many reports one process makes at once. Each waits for the graph, which asks this process again: were there as
 * many as the gateway has connections to it, all would wait for each other.
 */
export const mostAtOnce = 8;

const underWay = new WeakMap<object, number>();

/** Does work unless too much of its kind is under way; of: what the process has one of. Throws RATE_LIMITED. */
export async function inTurn<T>(of: object, work: () => Promise<T>): Promise<T> {
  const count = underWay.get(of) ?? 0;
  if (count >= mostAtOnce) {
    const message = `${mostAtOnce} reports are being made just now: try again in a moment.`;
    throw new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } });
  }
  underWay.set(of, count + 1);
  try {
    return await work();
  } finally {
    underWay.set(of, (underWay.get(of) ?? 1) - 1);
  }
}
