import type { Permission } from './access/permission.ts';

/** The way a request came in: kept with every event. */
export type Via = 'GRAPHQL' | 'SLACK' | 'CLI' | 'IMPORT' | 'SYSTEM';

/** Who acts: a person or a service account that signed in, or the system itself. Made by the gateway, judged by commands. */
export interface Actor {
  kind: 'person' | 'service' | 'system';
  /** per_… or svc_…; null for the system. */
  id: string | null;
  name: string;
  via: Via;
  requestId: string;
  /** What the token allows at most; null: all that its holder may. */
  limitedTo: readonly Permission[] | null;
}

/** The system itself: reactions, expiries, migrations. It may do everything and is named as nobody in the trail. */
export function system(requestId: string): Actor {
  return { kind: 'system', id: null, name: 'Handoff', via: 'SYSTEM', requestId, limitedTo: null };
}
