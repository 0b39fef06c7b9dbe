import { html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { badge } from '../part/badge.ts';
import { type ModelName, modelLink, type Named, named } from '../part/name.ts';
import { choices, pageLinks } from '../part/steps.ts';
import { list } from '../part/table.ts';
import { since } from '../part/time.ts';
import { count } from '../part/words.ts';
import { pageOf, type View } from '../view.ts';

interface Promotions {
  promotions: {
    totalCount: number;
    nodes: Line[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
}

interface Line {
  id: string;
  kind: string;
  state: string;
  reason: string;
  requestedAt: string;
  requestedBy: Named;
  model: ModelName | null;
  version: { version: string } | null;
  environment: { title: string };
}

const states = new Map(
  Object.entries({
    open: ['REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED', 'ROLLING_OUT'],
    waiting: ['PENDING'],
    blocked: ['BLOCKED'],
    live: ['LIVE'],
    over: ['REJECTED', 'WITHDRAWN', 'EXPIRED', 'SUPERSEDED', 'FAILED', 'ROLLED_BACK'],
  }),
);

/** All promotions that the viewer may see, newest first. */
export const promotions = pageOf<Promotions>({
  query: `query Promotions($state: [PromotionState!], $after: String) {
  promotions(state: $state, first: 25, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id kind state reason requestedAt requestedBy { id name } model { name title } version { version } environment { title } }
  }
}`,
  variables: ({ search }) => ({ state: states.get(search.get('state') ?? '') ?? null, after: search.get('after') }),
  draw: ({ promotions: found }, view) =>
    found && {
      title: 'Promotions',
      body: html`<div class="head"><h1>Promotions</h1><p class="quiet">${count(found.totalCount, 'promotion')}: who asked for a version to go where, and how that stands.</p>
${choices(
  'state',
  [
    ['', 'All'],
    ['open', 'Under way'],
    ['waiting', 'Waiting for approval'],
    ['blocked', 'Blocked'],
    ['live', 'Live'],
    ['over', 'Over'],
  ],
  view,
)}</div>
<div class="panel">${list(
        found.nodes.map(each => line(each, view)),
        'Nothing here. A promotion is asked for on the page of a version, with /handoff promote, or by a pipeline.',
      )}${pageLinks(found.pageInfo, view)}</div>`,
    },
});

function line({ id, kind, state, reason, requestedAt, requestedBy, model, version, environment }: Line, view: View) {
  const what = `${kind === 'RETIRE' ? 'Retire' : 'Promote'} version ${version?.version ?? '?'}, ${environment.title}`;
  return html`<div class="line">${badge(state)}<a data-item href="${pathOf('promotions', id)}">${what}</a><span>${modelLink(model)}</span><span class="end">${since(requestedAt, view.now)} by ${named(requestedBy)}</span></div><p class="quiet">${reason.slice(0, 240)}</p>`;
}
