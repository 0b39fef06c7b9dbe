import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { endOfDay, typed } from '../move.ts';
import { moveForm } from '../part/form.ts';
import { crumbs, doHead } from '../part/head.ts';
import { type ModelName, type Named, named } from '../part/name.ts';
import { chooseFirst, type Picked, pickedBy, pickedFields, pickSearch, principalOptions } from '../part/pick.ts';
import { empty, section } from '../part/table.ts';
import { pageOf, type View } from '../view.ts';

interface OfferPage extends Picked {
  modelVersion: Offered | null;
}

interface Offered {
  id: string;
  version: string;
  state: string;
  trainedBy: Named;
  model: ModelName & { viewerCan: string[] };
}

/** Handing a version over: to whom, by when, and with what note. */
export const offer = pageOf<OfferPage>({
  query: `query Offer($id: ID!, $who: String) {
  modelVersion(id: $id) { id version state trainedBy { id name } model { name title viewerCan } }
  ${pickedFields}
}`,
  variables: ({ params, search }) => ({ id: params[0], ...pickedBy(search) }),
  draw: (data, view) => {
    const { modelVersion: found } = data;
    return (
      found && { title: `Hand over ${found.model.title}, version ${found.version}`, body: body(found, data, view) }
    );
  },
  moves: {
    offer: {
      mutation: 'offerHandover',
      input: sent => ({
        ...{ model: sent.get('model'), version: sent.get('version'), toId: sent.get('to') },
        ...{ note: typed(sent, 'note'), dueAt: endOfDay(sent, 'due') },
      }),
      done: 'The version is offered. Whoever takes it over reviews it section by section.',
      leadsTo: { select: 'handover { version { id } }', path: pathOfOffer },
    },
  },
});

function pathOfOffer({ handover }: Readonly<Record<string, unknown>>): string | null {
  return handover ? pathOf('versions', (handover as { version: { id: string } }).version.id) : null;
}

function body(found: Offered, picked: Picked, view: View): Html {
  const { model, version } = found;
  const lead =
    'Whoever takes it over reviews features, labels, assumptions, training data, what changed and the documentation, and then answers for it in production.';
  return html`${doHead(crumbs(model, found), `Hand over ${model.title}, version ${version}`, lead)}${section('offer', 'Offer it', form(found, picked, view))}`;
}

function form({ model, version, state, trainedBy }: Offered, picked: Picked, view: View): Html {
  if (state === 'ARCHIVED') return empty('This version is put away: bring it back before you hand it over.');
  if (!model.viewerCan.some(each => each === 'VERSION_REGISTER' || each === 'MODEL_EDIT'))
    return empty('You may not offer it: that takes a role on this model which may, such as data scientist.');
  const options = principalOptions(picked).filter(([id]) => id !== view.viewer.id && id !== trainedBy?.id);
  const trained = trainedBy ? html`<p class="quiet">Not offered to ${named(trainedBy)}, who trained it.</p>` : '';
  const drawn = moveForm(
    {
      ...{ move: 'offer', label: 'Offer it', tone: 'main', hidden: { model: model.name, version } },
      fields: [
        {
          name: 'to',
          label: 'To',
          options: [chooseFirst, ...options],
          required: true,
          hint: 'Of a team, one takes it.',
        },
        { name: 'note', label: 'Note', kind: 'text', hint: 'What they should look at first.' },
        { name: 'due', label: 'Answer by', kind: 'day', hint: 'Left out: within a week.' },
      ],
    },
    view,
  );
  return html`${pickSearch(picked, view)}${options.length === 0 ? empty('Look for somebody else: nobody here can take it.') : drawn}${trained}`;
}
