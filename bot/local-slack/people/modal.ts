import type { Core } from '../core.ts';
import { type Delivery, deliver, isAcknowledged, nothingToDeliver } from '../deliver.ts';
import { isRecord } from '../json.ts';
import { checkView } from '../limits/surface.ts';
import { interactionBasics } from '../payloads.ts';
import type { OpenView, ViewDraft } from '../view.ts';
import { dropStack, dropView, makeView, replaceView, showView } from '../view-stack.ts';
import { touch } from '../workspace.ts';
import { type EnteredValues, stateOfView } from './view-state.ts';

/** A modal in front of a person. */
export interface ModalOf {
  userId: string;
  viewId: string;
}

/** A person submits a modal; the app's answer closes, changes, stacks or complains. */
export async function submit(core: Core, modal: ModalOf, entered: EnteredValues): Promise<Delivery> {
  const open = openModal(core, modal);
  const view = { ...open.view, state: stateOfView(core, modal.viewId, entered) };
  const basics = interactionBasics(core, modal.userId, modal.viewId);
  const payload = { type: 'view_submission', ...basics, view, response_urls: [] };
  const delivery = await deliver(core, { kind: 'interactive', payload });
  if (isAcknowledged(delivery)) applyResponse(core, open, delivery.payload);
  return delivery;
}

/** A person closes a modal; the app hears of it when it asked to. */
export async function closeView(core: Core, modal: ModalOf): Promise<Delivery> {
  const { view } = openModal(core, modal);
  dropView(core.workspace, view.id);
  if (!view.notify_on_close) return nothingToDeliver;
  const payload = { type: 'view_closed', ...interactionBasics(core, modal.userId), view, is_cleared: false };
  return await deliver(core, { kind: 'interactive', payload });
}

function openModal(core: Core, { userId, viewId }: ModalOf): OpenView {
  const open = core.workspace.views.get(viewId);
  if (open?.userId !== userId)
    throw new Error(`${userId} has no open modal ${viewId}: it was closed or is not theirs.`);
  return open;
}

/** What each kind of answer to a submission does; without one the modal closes. */
const responses: Record<string, (core: Core, open: OpenView, answer: Record<string, unknown>) => void> = {
  errors: ({ workspace }, open, { errors }) => {
    open.errors = isRecord(errors) ? (errors as Record<string, string>) : {};
    touch(workspace);
  },
  clear: ({ workspace }, open) => dropStack(workspace, open.view.root_view_id),
  update: ({ workspace }, open, { view }) => {
    if (checkView(view).length === 0) replaceView(workspace, open, view as ViewDraft);
  },
  push: ({ workspace }, open, { view }) => {
    if (checkView(view).length > 0) return;
    showView(workspace, open.userId, makeView(workspace, view as ViewDraft, open.view));
  },
};

function applyResponse(core: Core, open: OpenView, payload: unknown): void {
  const action = isRecord(payload) ? payload.response_action : undefined;
  if (!isRecord(payload) || action === undefined) dropView(core.workspace, open.view.id);
  else responses[String(action)]?.(core, open, payload);
}
