import { controlsOf } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { suggest } from '../people/suggest.ts';
import { topView } from '../view-stack.ts';

/** Fetches the first choices of a modal's selects that offer some before anybody types. */
export async function offerAtOnce(core: Core, userId: string): Promise<void> {
  const open = topView(core.workspace, userId);
  if (!open) return;
  const waiting = controlsOf(open.view.blocks).filter(
    ({ element }) =>
      element.type.endsWith('external_select') &&
      element.min_query_length === 0 &&
      open.suggestions[element.action_id ?? ''] === undefined,
  );
  const ask = (actionId: string) => suggest(core, { userId, place: { viewId: open.view.id }, actionId, typed: '' });
  await Promise.all(waiting.map(({ element }) => ask(element.action_id ?? '')));
}
