import type { Part } from '@handoff/kit/html';
import { html } from '@handoff/kit/html';
import { moveForm } from '../part/form.ts';
import { section } from '../part/table.ts';
import type { View } from '../view.ts';
import type { ModelData } from './model-data.ts';

/** What the viewer may change of a model, as forms; nothing where they may not. */
export function editForms(model: ModelData, view: View): Part {
  if (!model.viewerCan.includes('MODEL_EDIT') || model.archivedAt) return '';
  const { title, purpose, limitations, revision } = model;
  const describe = moveForm(
    {
      ...{ move: 'describe', label: 'Describe it', folded: true, hidden: { revision: String(revision) } },
      fields: [
        { name: 'title', label: 'Title', required: true, value: title },
        { name: 'purpose', label: 'Purpose: the business aim behind it', kind: 'text', value: purpose ?? '' },
        { name: 'limitations', label: 'Limitations, in Markdown', kind: 'text', value: limitations ?? '' },
      ],
    },
    view,
  );
  const tag = moveForm(
    {
      ...{ move: 'tag', label: 'Change tags', folded: true },
      fields: [
        { name: 'add', label: 'Add', hint: 'Several are separated by commas.' },
        { name: 'remove', label: 'Take away' },
      ],
    },
    view,
  );
  return section('edit', 'Change', html`<div class="moves">${describe}${tag}</div>`);
}
