import { button, controls, type Shown, section } from '../../cards/blocks.ts';
import { type PickName, pickForm } from '../../cards/pick-forms.ts';
import { openFormAction } from '../../cards/promote-form.ts';
import { openModal } from '../views/open.ts';
import type { Asker } from './asker.ts';

/** What a verb alone means: a form in which the rest is chosen. */
const formVerbs: readonly PickName[] = ['promote', 'handover', 'assign'];

/** The form that is asked for by a verb alone; undefined where more was typed, or something else. */
export function formMeant(text: string): PickName | undefined {
  return formVerbs.find(verb => verb === text.trim().toLowerCase());
}

/** Opens a form in which everything is chosen; where none can be opened, a button for it. */
export async function pick({ services, place, triggerId }: Asker, name: PickName): Promise<Shown | null> {
  const view = pickForm(name, { channel: place, model: null });
  const opened = triggerId !== null && (await openModal(services.live, triggerId, view)) !== null;
  if (opened) return null;
  const text = 'This is asked for in a form. Press “Open the form” to choose model, version and the rest.';
  const open = button('Open the form', { action: openFormAction, value: name, style: 'primary' });
  return { text, blocks: [section(text), ...controls([open])] };
}
