import type { GraphClient } from './graph-client.ts';

/** A graph that subgraphs can be given before the gateway over them is open. */
export interface LaterGraph extends GraphClient {
  /** From here on every request goes to this client, which is closed with this one. */
  open(client: GraphClient): void;
}

/** A client that answers as unreachable until it is opened. */
export function laterGraph(): LaterGraph {
  let opened: GraphClient | null = null;
  return {
    open: client => {
      opened = client;
    },
    request: async (document, variables, options) =>
      opened
        ? opened.request(document, variables, options)
        : { kind: 'Unreachable', message: 'The graph is not open yet: try again in a moment.' },
    close: async () => await opened?.close(),
  };
}
