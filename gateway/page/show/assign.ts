import { type Html, html, type Part } from '@handoff/kit/html';
import { endOfDay, typed } from '../move.ts';
import { badge } from '../part/badge.ts';
import { moveForm } from '../part/form.ts';
import { crumbs, doHead } from '../part/head.ts';
import { type ModelName, type Named, named } from '../part/name.ts';
import {
  chooseFirst,
  type Picked,
  peopleOptions,
  pickedBy,
  pickedFields,
  pickSearch,
  principalOptions,
} from '../part/pick.ts';
import { empty, list, section } from '../part/table.ts';
import { since, time } from '../part/time.ts';
import { words } from '../part/words.ts';
import { pageOf, type View } from '../view.ts';
import { assignmentForms, assignmentMovesOfPages, type Movable } from './assignment-forms.ts';

interface AssignPage extends Picked {
  model: Answered | null;
  roles: { key: string; title: string; raci: string | null; requiresAcceptance: boolean }[] | null;
  me: { teams?: { id: string }[] } | null;
}

interface Answered extends ModelName {
  viewerCan: string[];
  unowned: boolean;
  team: { id: string } | null;
  answering: Held[];
  asked: Held[];
}

interface Held extends Movable {
  role: { title: string; raci: string | null };
  scope: string;
  scopeOfWork: string | null;
  assignee: Named;
  since: string | null;
  until: string | null;
  delegatedUntil: string | null;
  proposedBy: Named;
  proposedAt: string;
  dueAt: string | null;
}

const held = `id scope scopeOfWork since until proposedAt dueAt delegatedUntil moves role { title raci }
      assignee { id name } delegatedTo { id name } proposedBy { id name }`;

/** Who answers for a model: asking somebody to, and passing on, ending or answering what there is. */
export const assign = pageOf<AssignPage>({
  query: `query Assign($name: String!, $who: String) {
  model(name: $name) {
    name title viewerCan unowned team { id }
    answering: assignments(state: ACCEPTED) { ${held} }
    asked: assignments(state: PROPOSED) { ${held} }
  }
  roles { key title raci requiresAcceptance }
  me { ... on Person { teams { id } } }
  ${pickedFields}
}`,
  variables: ({ params, search }) => ({ name: params[0], ...pickedBy(search) }),
  draw: (data, view) =>
    data.model && { title: `Who answers for ${data.model.title}`, body: body(data.model, data, view) },
  moves: {
    propose: {
      mutation: 'proposeAssignment',
      input: (sent, { params }) => ({
        ...{ model: params[0], scope: 'MODEL', roleKey: sent.get('role'), assigneeId: sent.get('to') },
        ...{ scopeOfWork: typed(sent, 'work'), dueAt: endOfDay(sent, 'due'), replaces: typed(sent, 'replaces') },
      }),
      done: 'They are asked. A role by which somebody answers for something holds once they accept it.',
    },
    ...assignmentMovesOfPages,
  },
});

function body(model: Answered, data: AssignPage, view: View): Html {
  const { title, answering, asked } = model;
  const people = peopleOptions(data);
  const lead =
    'A role gives rights and makes answerable at once, so it holds only once whoever is asked has accepted it.';
  return html`${doHead(crumbs(model), `Who answers for ${title}`, lead)}<div class="columns two"><div>
${section(
  'answering',
  'Answers for it',
  list(
    answering.map(each => heldItem(each, people, view)),
    'Nobody answers for this model yet: propose somebody.',
  ),
)}
${section(
  'asked',
  'Is asked to',
  list(
    asked.map(each => heldItem(each, people, view)),
    'Nobody has to answer just now.',
  ),
)}</div>
<div class="side">${section('propose', 'Propose somebody', proposing(model, data, view))}</div></div>`;
}

function heldItem(each: Held, people: ReturnType<typeof peopleOptions>, view: View): Html {
  const { role, scope, scopeOfWork, assignee, since: from, until, delegatedTo, delegatedUntil } = each;
  const { proposedBy, proposedAt, dueAt } = each;
  const isAsked = from === null;
  const when = isAsked
    ? html`asked ${since(proposedAt, view.now)} by ${named(proposedBy)}${dueAt ? html`, to answer by ${time(dueAt)}` : ''}`
    : html`${since(from, view.now)}${until ? html`, until ${time(until)}` : ''}`;
  const reaches =
    scope === 'MODEL'
      ? ''
      : html` <span class="quiet">${scope === 'TEAM' ? 'for all models of the team' : 'for everything'}</span>`;
  const passed = delegatedTo
    ? html`<p>${badge('PENDING', 'Passed on')} to ${named(delegatedTo)}${delegatedUntil ? html` until ${time(delegatedUntil)}` : ''}</p>`
    : '';
  return html`<div class="line"><strong>${role.title}</strong><span>${named(assignee)}${reaches}</span><span class="end">${when}</span></div>
${scopeOfWork ? html`<p>${scopeOfWork}</p>` : ''}${passed}${assignmentForms(each, people, view)}`;
}

function proposing(model: Answered, data: AssignPage, view: View): Part {
  const mine = data.me?.teams?.some(({ id }) => id === model.team?.id) ?? false;
  if (!model.viewerCan.includes('ASSIGN') && !(model.unowned && mine))
    return empty('You may not propose anybody here: its owner may, and while nobody owns it, whoever is in its team.');
  const answerable = (data.roles ?? []).toSorted((a, b) => Number(b.requiresAcceptance) - Number(a.requiresAcceptance));
  const roles = answerable.map(
    ({ key, title, raci }) => [key, raci ? `${title} (${words(raci).toLowerCase()})` : title] as const,
  );
  const replaced = model.answering.map(
    ({ id, role, assignee }) => [id, `${role.title}: ${assignee?.name ?? '?'}`] as const,
  );
  const form = moveForm(
    {
      ...{ move: 'propose', label: 'Ask them', tone: 'main' },
      fields: [
        { name: 'role', label: 'Role', options: roles, required: true, value: model.unowned ? 'owner' : 'ml-engineer' },
        { name: 'to', label: 'Whom', options: [chooseFirst, ...principalOptions(data)], required: true },
        { name: 'work', label: 'What exactly they answer for', kind: 'text' },
        { name: 'due', label: 'Answer by', kind: 'day', hint: 'Left out: within a week.' },
        {
          ...{ name: 'replaces', label: 'Takes over from', options: [['', 'nobody'], ...replaced] },
          hint: 'That role ends once they accept.',
        },
      ],
    },
    view,
  );
  return html`${pickSearch(data, view)}${form}`;
}
