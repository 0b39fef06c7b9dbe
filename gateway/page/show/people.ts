import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { inRow } from '../part/name.ts';
import { pageLinks } from '../part/steps.ts';
import { list, section } from '../part/table.ts';
import { pageOf, type View } from '../view.ts';

interface People {
  people: {
    totalCount: number;
    nodes: { id: string; name: string; active: boolean; teams: { id: string; title: string }[] }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
  teams: {
    totalCount: number;
    nodes: { id: string; title: string; slackChannel: string | null }[];
  } | null;
}

/** Who is here, and in which teams they work. */
export const people = pageOf<People>({
  query: `query People($search: String, $after: String) {
  people(search: $search, first: 50, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id name active teams { id title } }
  }
  teams(first: 50) { totalCount nodes { id title slackChannel } }
}`,
  variables: ({ search }) => ({ search: search.get('who') || null, after: search.get('after') }),
  draw: ({ people: found, teams }, view) => ({
    title: 'People and teams',
    body: html`<div class="head"><h1>People and teams</h1></div><div class="columns two"><div>${section('people', 'People', search(view), folk(found, view))}</div>
<div>${section('teams', 'Teams', list((teams?.nodes ?? []).map(team), 'There are no teams yet.'), teams && teams.totalCount > teams.nodes.length ? html`<p class="quiet">The first ${teams.nodes.length} of ${teams.totalCount}.</p>` : '')}</div></div>`,
  }),
});

function search({ place }: View): Html {
  return html`<form class="search" action="/people"><input type="search" name="who" value="${place.search.get('who') ?? ''}" aria-label="Search people" placeholder="Name or e-mail" maxlength="200"><button>Search</button></form>`;
}

function folk(found: People['people'], view: View): Html {
  const lines = (found?.nodes ?? []).map(
    ({ id, name, active, teams }) =>
      html`<div class="line"><a data-item href="${pathOf('people', id)}">${name}</a>${active ? '' : html`<span class="badge">No longer active</span>`}<span class="end">${inRow(teams.map(each => each.title))}</span></div>`,
  );
  return html`${list(lines, 'Nobody of that name is here.')}${found ? pageLinks(found.pageInfo, view) : ''}`;
}

function team({ id, title, slackChannel }: NonNullable<People['teams']>['nodes'][number]): Html {
  return html`<div class="line"><a data-item href="${pathOf('teams', id)}">${title}</a>${slackChannel ? html`<span class="end">${slackChannel}</span>` : ''}</div>`;
}
