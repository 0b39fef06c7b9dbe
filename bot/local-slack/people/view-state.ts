import { controlsOf } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { isRecord } from '../json.ts';
import type { ControlState, View } from '../view.ts';
import { initialValues, keepsState, stateOf } from './control-state.ts';

/**
 * What a person entered into a view, by `block_id.action_id`, `block_id` or `action_id`: one text or several, or
 * Slack's own state of the whole block.
 */
export type EnteredValues = Record<string, string | string[] | null | Record<string, ControlState>>;

/** The state of every control of an open modal, as Slack reports it; untouched controls keep their initial values. */
export function stateOfView(core: Core, viewId: string, entered: EnteredValues): View['state'] {
  const open = core.workspace.views.get(viewId);
  const values: View['state']['values'] = {};
  for (const { block, element } of controlsOf(open?.view.blocks ?? [])) {
    if (!keepsState(element)) continue;
    const [blockId, actionId] = [block.block_id ?? '', element.action_id ?? ''];
    const given = entered[`${blockId}.${actionId}`] ?? entered[blockId] ?? entered[actionId];
    const state = isRecord(given) ? given[actionId] : undefined;
    const texts = isRecord(given) ? [] : listOf(given, initialValues(element));
    values[blockId] = {
      ...values[blockId],
      [actionId]: state ?? stateOf(element, texts, open?.suggestions[actionId]),
    };
  }
  return { values };
}

function listOf(given: string | string[] | null | undefined, initial: string[]): string[] {
  if (given === undefined) return initial;
  if (given === null) return [];
  return typeof given === 'string' ? [given] : given;
}
