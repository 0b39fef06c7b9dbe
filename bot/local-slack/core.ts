import type { Activity } from './activity.ts';
import type { ApiFault, DeliveryFault, FaultQueue } from './faults.ts';
import type { Settings } from './options.ts';
import type { SocketHub } from './socket-mode.ts';
import type { Workspace } from './workspace.ts';

/** Where deliveries go: over the app's sockets, or to its address. */
export type Target = { mode: 'socket' } | { mode: 'http'; requestUrl: string };

/** What the parts of the local Slack share. */
export interface Core {
  settings: Settings;
  workspace: Workspace;
  activity: Activity;
  apiFaults: FaultQueue<ApiFault>;
  deliveryFaults: FaultQueue<DeliveryFault>;
  sockets: SocketHub;
  target: Target;
  /** Base address of the Web API's server, without a slash at the end. */
  url: string;
  /** Ends waiting repetitions of events. */
  stopping: AbortController;
}
