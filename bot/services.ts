import type { Log } from '@handoff/kit/log';
import type { WebClient } from '@slack/web-api';
import type { Destinations } from './destinations.ts';
import type { Drawer } from './drawer.ts';
import type { Graph } from './graph.ts';
import type { People } from './people.ts';

/** What every listener works with. */
export interface Services {
  /** For answers to somebody who waits; never for the outbox. */
  live: WebClient;
  graph: Graph;
  people: People;
  destinations: Destinations;
  /** Has the user groups that teams follow read anew, soon. */
  readGroups: () => void;
  drawer: Drawer;
  /** Where people open Handoff: links to it are shown; null: none are. */
  publicUrl: string | null;
  /** The bot's own Slack user id. */
  botUserId: string;
  log: Log;
}
