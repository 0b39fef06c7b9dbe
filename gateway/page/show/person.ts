import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { badge } from '../part/badge.ts';
import { inRow, type ModelName, modelLink, named } from '../part/name.ts';
import { empty, facts, list, section } from '../part/table.ts';
import { since } from '../part/time.ts';
import { pageOf, type View } from '../view.ts';
import { assignmentForms, assignmentMovesOfPages } from './assignment-forms.ts';

interface PersonPage {
  person: PersonData | null;
}

interface PersonData {
  id: string;
  name: string;
  email: string;
  active: boolean;
  slackUserId: string | null;
  teams: { id: string; title: string }[];
  holds: Held;
  asked: Held;
  decisions: {
    nodes: {
      id: string;
      model: ModelName | null;
      version: { version: string } | null;
      environment: { title: string };
    }[];
  } | null;
}

interface Held {
  totalCount: number;
  nodes: {
    id: string;
    role: { title: string };
    scope: string;
    model: ModelName | null;
    team: { id: string; title: string } | null;
    scopeOfWork: string | null;
    since: string | null;
    delegatedTo: { id: string; name: string } | null;
    moves: string[];
  }[];
}

const assignment =
  'id role { title } scope scopeOfWork since moves model { name title } team { id title } delegatedTo { id name }';

/** Somebody: what they answer for, and what waits for them. */
export const person = pageOf<PersonPage>({
  query: `query Person($id: ID!) {
  person(id: $id) {
    id name email active slackUserId teams { id title }
    holds: assignments(state: ACCEPTED, first: 50) { totalCount nodes { ${assignment} } }
    asked: assignments(state: PROPOSED, first: 20) { totalCount nodes { ${assignment} } }
    decisions(first: 10) { nodes { id model { name title } version { version } environment { title } } }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  draw: ({ person: found }, view) => found && { title: found.name, body: body(found, view) },
  moves: assignmentMovesOfPages,
});

function body(found: PersonData, view: View): Html {
  const { name, email, active, slackUserId, teams, holds, asked, decisions } = found;
  const waiting = (decisions?.nodes ?? []).map(
    ({ id, model, version, environment }) =>
      html`<a data-item href="${pathOf('promotions', id)}">${model?.title ?? 'A model'}, version ${version?.version ?? '?'}, to ${environment.title}</a>`,
  );
  return html`<div class="head"><p class="crumbs"><a href="/people">People</a></p><h1>${name}</h1>${active ? '' : html`<p class="badges"><span class="badge warn">No longer active</span></p>`}</div>
<div class="columns two"><div>${section('holds', 'Answers for', heldList(holds, view, 'Nothing that you may see.'))}${section('asked', 'Is asked to answer for', heldList(asked, view, 'Nothing waits for an answer.'))}</div>
<div class="side">${section(
    'about',
    'About',
    facts([
      ['E-mail', html`<a href="mailto:${email}">${email}</a>`],
      ['Slack', slackUserId ? 'known there' : 'not known there yet'],
      ['Teams', teams.length > 0 ? inRow(teams.map(each => named({ id: each.id, name: each.title }))) : 'none'],
    ]),
  )}${decisions ? section('decisions', 'Can decide now', list(waiting, 'Nothing.')) : ''}</div></div>`;
}

/** Roles that somebody holds, or is asked to. */
export function heldList({ nodes, totalCount }: Held, view: View, none: string): Html {
  if (nodes.length === 0) return empty(none);
  const lines = nodes.map(
    ({ id, role, scope, model, team, scopeOfWork, since: from, delegatedTo, moves }) =>
      html`<div class="line"><strong>${role.title}</strong><span>${scope === 'EVERYTHING' ? 'everything' : scope === 'TEAM' ? html`all models of ${named(team && { id: team.id, name: team.title }, 'a team')}` : modelLink(model)}</span>${from ? html`<span class="end">${since(from, view.now)}</span>` : ''}</div>${scopeOfWork ? html`<p class="quiet">${scopeOfWork}</p>` : ''}${delegatedTo ? html`<p>${badge('PENDING', 'Passed on')} to ${named(delegatedTo)}</p>` : ''}${assignmentForms({ id, moves, delegatedTo }, [], view)}`,
  );
  const more = totalCount > nodes.length ? html`<p class="quiet">The first ${nodes.length} of ${totalCount}.</p>` : '';
  return html`${list(lines, none)}${more}`;
}
