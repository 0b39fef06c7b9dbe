import { assertion, callerHeader } from './assertion.ts';
import { clientWith, type GraphClient, type GraphPlace } from './graph-client.ts';

/** What the gateway is called in an assertion that is made for it. */
export const gatewayAudience = 'gateway';

export interface CallerGraphOptions extends GraphPlace {
  /** HANDOFF_INTERNAL_KEY: the same for every part. */
  internalKey: string;
}

/**
 * The graph as it answers whoever asks this part: each request names its `caller`, and what they may not see is not
 * answered. The gateway knows it by the signature that subgraphs know the gateway by. Throws a TypeError for a request
 * without a caller.
 */
export function createCallerGraph({ internalKey: key, ...place }: CallerGraphOptions): GraphClient {
  return clientWith(place, (body, { caller: actor }) => {
    if (!actor) throw new TypeError('This graph is asked for somebody: name the caller.');
    const nowSeconds = Math.floor(Date.now() / 1000);
    return { [callerHeader]: assertion({ key, audience: gatewayAudience, actor, nowSeconds, body }) };
  });
}
