import { html } from '@handoff/kit/html';
import { risk } from '../part/badge.ts';
import { type ModelName, modelLink, type Named, named } from '../part/name.ts';
import { facts, list, section } from '../part/table.ts';
import { count } from '../part/words.ts';
import { pageOf } from '../view.ts';
import { assignmentMovesOfPages } from './assignment-forms.ts';
import { heldList } from './person.ts';

interface TeamPage {
  team: {
    id: string;
    name: string;
    title: string;
    slackChannel: string | null;
    members: { id: string; name: string }[];
    models: { totalCount: number; nodes: (ModelName & { riskTier: string; owner: Named; unowned: boolean })[] };
    holds: Parameters<typeof heldList>[0];
  } | null;
}

/** A team: its people, its models and what it answers for. */
export const team = pageOf<TeamPage>({
  query: `query Team($id: ID!) {
  team(id: $id) {
    id name title slackChannel members { id name }
    models(first: 50) { totalCount nodes { name title riskTier unowned owner { id name } } }
    holds: assignments(state: ACCEPTED, first: 50) { totalCount nodes {
      id role { title } scope scopeOfWork since moves model { name title } team { id title } delegatedTo { id name }
    } }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  moves: assignmentMovesOfPages,
  draw: ({ team: found }, view) => {
    if (!found) return null;
    const { title, name, slackChannel, members, models, holds } = found;
    const lines = models.nodes.map(
      each =>
        html`<div class="line"><span>${modelLink(each)}</span>${risk(each.riskTier)}<span class="end">${each.unowned ? 'nobody owns it' : named(each.owner, 'somebody')}</span></div>`,
    );
    const all = html`<p><a href="/models?${new URLSearchParams({ team: name }).toString()}">All of them</a></p>`;
    return {
      title,
      body: html`<div class="head"><p class="crumbs"><a href="/people">People and teams</a></p><h1>${title}</h1></div>
<div class="columns two"><div>${section('models', count(models.totalCount, 'model'), list(lines, 'No models of this team that you may see.'), models.totalCount > lines.length ? all : '')}${section('holds', 'Answers for', heldList(holds, view, 'The team itself answers for nothing.'))}</div>
<div class="side">${section(
        'about',
        'About',
        facts([
          ['Name', html`<code>${name}</code>`],
          ['Talks in', slackChannel],
        ]),
      )}${section(
        'members',
        count(members.length, 'member'),
        list(
          members.map(who => named(who)),
          'Nobody belongs to it.',
        ),
      )}</div></div>`,
    };
  },
});
