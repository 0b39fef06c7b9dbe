import { isRecord, textOf } from '../json.ts';
import { checkView } from '../limits/surface.ts';
import { spendTrigger } from '../triggers.ts';
import type { OpenView, ViewDraft } from '../view.ts';
import { makeView, replaceView, showView, stackLimit, stackOf } from '../view-stack.ts';
import { touch } from '../workspace.ts';
import { type ApiAnswer, type Call, type Method, refuse, refuseBlocks } from './method.ts';

/** The views.* methods: modals and home tabs. They need no scope. */
export const viewsMethods: Record<string, Method> = {
  'views.open': { changes: true, run: open },
  'views.push': { changes: true, run: push },
  'views.update': { changes: true, run: update },
  'views.publish': { changes: true, run: publish },
};

function open({ core, args }: Call): ApiAnswer {
  const draft = draftFrom(args.view, 'modal');
  if ('error' in draft) return draft;
  const trigger = spendTrigger(core.workspace, textOf(args.trigger_id));
  if (typeof trigger === 'string') return refuse(trigger);
  const view = makeView(core.workspace, draft);
  showView(core.workspace, trigger.userId, view);
  return { ok: true, view };
}

function push({ core, args }: Call): ApiAnswer {
  const draft = draftFrom(args.view, 'modal');
  if ('error' in draft) return draft;
  const trigger = spendTrigger(core.workspace, textOf(args.trigger_id));
  if (typeof trigger === 'string') return refuse(trigger);
  const below = core.workspace.views.get(trigger.viewId ?? '');
  if (!below) return refuse('not_found');
  if (stackOf(core.workspace, below.view.root_view_id).length >= stackLimit) return refuse('push_limit_reached');
  const view = makeView(core.workspace, draft, below.view);
  showView(core.workspace, trigger.userId, view);
  return { ok: true, view };
}

function update({ core, args }: Call): ApiAnswer {
  const open = namedView([...core.workspace.views.values()], args);
  if (!open) return refuse('not_found');
  if (args.hash !== undefined && args.hash !== open.view.hash) return refuse('hash_conflict');
  const draft = draftFrom(args.view, 'modal');
  if ('error' in draft) return draft;
  return { ok: true, view: replaceView(core.workspace, open, draft) };
}

function publish({ core, args }: Call): ApiAnswer {
  const userId = textOf(args.user_id);
  if (!core.workspace.users.has(userId)) return refuse('user_not_found');
  const known = core.workspace.homes.get(userId);
  if (args.hash !== undefined && known && args.hash !== known.hash) return refuse('hash_conflict');
  const draft = draftFrom(args.view, 'home');
  if ('error' in draft) return draft;
  const view = { ...makeView(core.workspace, draft), ...(known && { id: known.id, root_view_id: known.id }) };
  core.workspace.homes.set(userId, view);
  touch(core.workspace);
  return { ok: true, view };
}

function namedView(views: OpenView[], args: Call['args']): OpenView | undefined {
  return views.find(
    ({ view }) => view.id === args.view_id || (view.external_id !== '' && view.external_id === args.external_id),
  );
}

function draftFrom(view: unknown, type: ViewDraft['type']): ViewDraft | (ApiAnswer & { error: string }) {
  if (!isRecord(view) || view.type !== type) return { ok: false, error: 'invalid_arguments' };
  const complaints = checkView(view);
  if (complaints.length === 0) return view as unknown as ViewDraft;
  return { error: '', ...refuseBlocks(complaints, 'invalid_arguments') } as ApiAnswer & { error: string };
}
