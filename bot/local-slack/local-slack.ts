import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createActivity } from './activity.ts';
import { createApiServer } from './api-server.ts';
import { openDirect } from './channels.ts';
import type { Core, Target } from './core.ts';
import type { Delivery } from './deliver.ts';
import { FaultQueue, type Faults } from './faults.ts';
import type { MessageRef } from './messages.ts';
import { type LocalGroup, type LocalSlackOptions, type LocalUser, settingsFrom } from './options.ts';
import { createPage } from './page/page.ts';
import { click } from './people/click.ts';
import { runCommand } from './people/command.ts';
import { changeGroup } from './people/group.ts';
import { openHome } from './people/home.ts';
import { closeView, submit } from './people/modal.ts';
import type { Place, SeenMessage } from './people/place.ts';
import { changeUser } from './people/profile.ts';
import { mention, say } from './people/say.ts';
import { useShortcut } from './people/shortcut.ts';
import { suggest } from './people/suggest.ts';
import type { EnteredValues } from './people/view-state.ts';
import { SocketHub } from './socket-mode.ts';
import { createWorkspace, peopleOf, type Workspace } from './workspace.ts';

/** A Slack on loopback: its addresses, its state, and what people do in it. */
export interface LocalSlack {
  /** Base address of the Web API, ending in `/api/`. */
  apiUrl: string;
  /** Address of its own port, without a slash at the end. */
  url: string;
  workspace: Workspace;
  /** Says where the app is to be found; over sockets unless told otherwise. */
  deliverTo(target: Target): void;
  /** A slash command, such as `/handoff find churn`. Each of these resolves with the app's acknowledgement. */
  command(userId: string, channelId: string, text: string): Promise<Delivery>;
  /** A message that names the bot. */
  mention(userId: string, channelId: string, text: string): Promise<Delivery>;
  /** A plain message, also in direct messages with the bot. */
  message(userId: string, channelId: string, text: string): Promise<Delivery>;
  /** A button or a menu, on a message (also one for one person) or in a view. Throws when there is no such control. */
  click(userId: string, place: Place, actionId: string, value?: string): Promise<Delivery>;
  /** Submits a modal. */
  submit(userId: string, viewId: string, values: EnteredValues): Promise<Delivery>;
  /** Closes a modal. */
  closeView(userId: string, viewId: string): Promise<Delivery>;
  /** Types into a select whose choices the app supplies, in a view or on a message. */
  suggest(userId: string, view: string | SeenMessage, actionId: string, typed: string): Promise<Delivery>;
  /** One of the app's shortcuts: anywhere, or on a message. */
  shortcut(userId: string, callbackId: string, on?: MessageRef): Promise<Delivery>;
  /** Changes what the workspace knows of somebody, and tells the app. */
  changeUser(userId: string, changes: Partial<LocalUser>): Promise<Delivery>;
  /** A user group becomes another, or is made. */
  changeGroup(changes: Partial<LocalGroup> & { id: string }): Promise<void>;
  /** Opens the home tab. */
  openHome(userId: string): Promise<Delivery>;
  /** Does something and waits until the app has reacted: nothing under way, and no call for a moment; 3 s at most. */
  reaction<T>(action: () => Promise<T>): Promise<T>;
  faults: Faults;
  /** Serves `/chat` and what is below it; true when the request was for it. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts a local Slack on a port of 127.0.0.1. */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const core = createCore(options);
  const handle = createPage(core);
  const server = createApiServer(core, handle);
  await listen(server, core.settings.port);
  core.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${core.url}/api/`,
    url: core.url,
    workspace: core.workspace,
    deliverTo: target => {
      core.target = target;
    },
    ...peopleOn(core),
    reaction: action => core.activity.reaction(action),
    faults: faultsOn(core),
    handle,
    stop: () => stop(core, server),
  };
}

function createCore(options: LocalSlackOptions): Core {
  const settings = settingsFrom(options);
  const workspace = createWorkspace(settings);
  for (const person of peopleOf(workspace)) openDirect(workspace, person.id);
  return {
    settings,
    workspace,
    activity: createActivity(),
    apiFaults: new FaultQueue(),
    deliveryFaults: new FaultQueue(),
    sockets: new SocketHub(workspace.bot.appId),
    target: { mode: 'socket' },
    url: '',
    stopping: new AbortController(),
  };
}

type People = Pick<
  LocalSlack,
  | 'command'
  | 'mention'
  | 'message'
  | 'click'
  | 'submit'
  | 'closeView'
  | 'suggest'
  | 'shortcut'
  | 'changeUser'
  | 'changeGroup'
  | 'openHome'
>;

function peopleOn(core: Core): People {
  return {
    command: (userId, channelId, text) => runCommand(core, { userId, channelId, text }),
    mention: (userId, channelId, text) => mention(core, { userId, channelId, text }),
    message: (userId, channelId, text) => say(core, { userId, channelId, text }),
    click: (userId, place, ...[actionId, value]) => click(core, { userId, place, actionId, value }),
    submit: (userId, viewId, values) => submit(core, { userId, viewId }, values),
    closeView: (userId, viewId) => closeView(core, { userId, viewId }),
    suggest: (userId, view, ...[actionId, typed]) =>
      suggest(core, { userId, place: typeof view === 'string' ? { viewId: view } : view, actionId, typed }),
    shortcut: (userId, callbackId, on) => useShortcut(core, { userId, callbackId, ...(on && { on }) }),
    changeUser: (userId, changes) => changeUser(core, userId, changes),
    changeGroup: changes => changeGroup(core, changes),
    openHome: userId => openHome(core, userId),
  };
}

function faultsOn(core: Core): Faults {
  return {
    api: (method, fault, times) => core.apiFaults.plan(method, fault, times),
    delivery: (kind, fault, times) => core.deliveryFaults.plan(kind, fault, times),
    refreshSockets: (reason = 'refresh_requested') => core.sockets.refresh(reason),
    cutSockets: () => core.sockets.cut(),
    clear: () => {
      core.apiFaults.clear();
      core.deliveryFaults.clear();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function stop(core: Core, server: Server): Promise<void> {
  core.stopping.abort();
  core.sockets.close();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
}
