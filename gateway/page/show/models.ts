import { type Html, html, type Part } from '@handoff/kit/html';
import { changedSearch, modelPath } from '../link.ts';
import { badge, risk } from '../part/badge.ts';
import { highlighted } from '../part/highlight.ts';
import { inRow, type Named, named } from '../part/name.ts';
import { list } from '../part/table.ts';
import { since } from '../part/time.ts';
import { count, number, words } from '../part/words.ts';
import { type Place, pageOf, type View } from '../view.ts';

interface Models {
  models: {
    /** Left out, like the facets, where nothing narrows a catalogue that may be large. */
    totalCount?: number;
    edges: { highlights: string[]; node: Hit }[];
    facets?: { field: string; atLeast: boolean; values: { value: string; count: number | null }[] }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
}

interface Hit {
  name: string;
  title: string;
  purpose: string | null;
  riskTier: string;
  task: string;
  tags: string[];
  updatedAt: string;
  team: { name: string; title: string } | null;
  owner: Named;
  unowned: boolean;
  latestVersion: { version: string } | null;
  health: { status: string } | null;
}

/** What can be narrowed down by, with the facet that counts it. */
const facets = [
  ['riskTier', 'Risk'],
  ['task', 'Task'],
  ['team', 'Team'],
  ['source', 'Source'],
  ['tag', 'Tag'],
] as const;

const toggles = [
  ['mine', 'Mine'],
  ['unowned', 'Without an owner'],
  ['archived', 'Put away'],
] as const;

const orders = ['RELEVANCE', 'NAME', 'UPDATED_AT', 'CREATED_AT'] as const;
const orderNames = { RELEVANCE: 'best first', NAME: 'name', UPDATED_AT: 'changed last', CREATED_AT: 'newest' };

/** Finding models: what is looked for, how it is narrowed down and ordered all stand in the address. */
export const models = pageOf<Models>({
  query: `query Models($search: String, $filter: ModelFilter, $orderBy: ModelOrder, $after: String, $counted: Boolean!) {
  models(search: $search, filter: $filter, orderBy: $orderBy, first: 20, after: $after) {
    totalCount @include(if: $counted)
    edges { highlights node {
      name title purpose riskTier task tags updatedAt unowned team { name title } owner { id name } latestVersion { version } health { status }
    } }
    facets @include(if: $counted) { field atLeast values { value count } }
    pageInfo { hasNextPage endCursor }
  }
}`,
  variables: ({ search }) => ({
    search: search.get('search') || null,
    filter: filterOf(search),
    orderBy: orders.find(each => each === search.get('order')) ?? 'RELEVANCE',
    after: search.get('after'),
    counted: isCounted(search),
  }),
  draw: ({ models: found }, view) => {
    if (!found) return null;
    const here = countedHere(found, view.place);
    const total = found.totalCount ?? (here ? found.edges.length : undefined);
    return {
      title: titleOf(view.place),
      body: html`${head(total, view)}<div class="columns facets">${narrowing(found.facets ?? here ?? fixedFacets, view)}<div class="panel">${hits(found, view)}</div></div>`,
    };
  },
});

/** Counting all of a large catalogue takes longer than a page should: it is done once something narrows it, or on demand. */
function isCounted(search: URLSearchParams): boolean {
  const narrows = ['search', 'count', ...facets.map(([field]) => field), ...toggles.map(([name]) => name)];
  return narrows.some(name => search.get(name));
}

function filterOf(search: URLSearchParams): Record<string, unknown> {
  const chosen = (name: string) => search.get(name) || undefined;
  const tags = search.getAll('tag').filter(each => each !== '');
  const flags = toggles.filter(([name]) => search.get(name) === '1').map(([name]) => [name, true]);
  const one = { riskTier: chosen('riskTier'), task: chosen('task'), team: chosen('team'), source: chosen('source') };
  return { ...one, tags: tags.length > 0 ? tags : undefined, ...Object.fromEntries(flags) };
}

function titleOf({ search }: Place): string {
  const text = search.get('search');
  return text ? `Models: ${text.slice(0, 60)}` : 'Models';
}

function head(total: number | undefined, { place, url }: View): Html {
  const text = place.search.get('search');
  const order = place.search.get('order') ?? 'RELEVANCE';
  const links = orders.map(each =>
    each === order
      ? html` <strong aria-current="true">${orderNames[each]}</strong>`
      : html` <a href="${changedSearch(url, { order: each, after: null })}">${orderNames[each]}</a>`,
  );
  return html`<div class="head"><h1>${text ? html`Models for “${text}”` : 'Models'}</h1>
<p class="quiet">${total === undefined ? html`<a href="${changedSearch(url, { count: '1' })}">Count them</a>` : count(total, 'model')}. Order: ${inRow(links)}. The address keeps what you chose: bookmark it or send it on.</p></div>`;
}

type Found = NonNullable<Models['models']>;
type FacetList = NonNullable<Found['facets']>;

/** What is counted of all models where they fit on one page: then the page itself counts them. */
function countedHere({ edges, pageInfo }: Found, { search }: Place): FacetList | null {
  if (pageInfo.hasNextPage || search.has('after')) return null;
  const nodes = edges.map(({ node }) => node);
  return [
    countedBy(nodes, 'riskTier', ({ riskTier }) => [riskTier]),
    countedBy(nodes, 'task', ({ task }) => [task]),
    countedBy(nodes, 'team', ({ team }) => (team ? [team.name] : [])),
    countedBy(nodes, 'tag', ({ tags }) => tags),
  ];
}

function countedBy(nodes: readonly Hit[], field: string, valuesOf: (hit: Hit) => readonly string[]): FacetList[number] {
  const counts = new Map<string, number>();
  for (const value of nodes.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts].map(([value, many]) => ({ value, count: many }));
  return {
    field,
    atLeast: false,
    values: values.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
  };
}

const tasks =
  'BINARY_CLASSIFICATION MULTICLASS_CLASSIFICATION REGRESSION FORECASTING RANKING RECOMMENDATION GENERATION';

/** What can be chosen before anything is counted: what is the same in every catalogue. */
const fixedFacets: FacetList = [
  uncounted('riskTier', 'CRITICAL HIGH LIMITED MINIMAL UNCLASSIFIED'),
  uncounted('task', tasks),
];

function uncounted(field: string, values: string): FacetList[number] {
  return { field, atLeast: false, values: values.split(' ').map(value => ({ value, count: null })) };
}

function narrowing(found: FacetList, { place, url }: View): Html {
  const lists = facets.map(([field, label]) => {
    const facet = found.find(each => each.field === field);
    const chosen = place.search.get(field);
    const values = (facet?.values ?? []).slice(0, 8);
    if (chosen && !values.some(({ value }) => value === chosen)) values.unshift({ value: chosen, count: null });
    if (values.length === 0) return '';
    return html`<h2>${label}</h2><ul>${values.map(each => facetLink(each, { field, chosen, url }))}</ul>`;
  });
  const switches = toggles.map(([name, label]) => {
    const on = place.search.get(name) === '1';
    return html`<li><a href="${changedSearch(url, { [name]: on ? null : '1', after: null })}"${current(on)}>${label}</a></li>`;
  });
  return html`<nav class="panel facet" aria-label="Narrow down"><input type="checkbox" id="narrow-down" class="toggle"><label for="narrow-down" class="toggle">Narrow down</label>
<div class="toggled"><ul>${switches}</ul>${lists}</div></nav>`;
}

interface FacetOf {
  field: string;
  chosen: string | null;
  url: URL;
}

function facetLink({ value, count: many }: FacetList[number]['values'][number], { field, chosen, url }: FacetOf): Html {
  const on = value === chosen;
  const label = field === 'tag' || field === 'team' ? value : words(value);
  return html`<li><a href="${changedSearch(url, { [field]: on ? null : value, after: null })}"${current(on)}><span>${label}</span>${many === null ? '' : html`<span class="count">${number(many)}</span>`}</a></li>`;
}

function current(on: boolean): Part {
  return on ? html` aria-current="true"` : '';
}

function hits({ edges, pageInfo }: Found, view: View): Html {
  const { url, place } = view;
  const lines = edges.map(({ node, highlights }) => hit(node, highlights, view));
  const next = pageInfo.hasNextPage && pageInfo.endCursor;
  return html`${list(lines, html`Nothing fits. Take something away on the left, write less, or <a href="/models">see all models</a>.`)}
${next || place.search.has('after') ? html`<p class="pages">${place.search.has('after') ? html`<a href="${changedSearch(url, { after: null })}">First page</a>` : ''}${next ? html`<a href="${changedSearch(url, { after: next })}">Next page</a>` : ''}</p>` : ''}`;
}

function hit(node: Hit, highlights: readonly string[], { now }: View): Html {
  const { name, title, purpose, riskTier, team, owner, unowned, latestVersion, health, updatedAt, tags } = node;
  const found = highlights.slice(0, 2).map(each => html`<p>${highlighted(each)}</p>`);
  return html`<div class="line"><a data-item href="${modelPath(name)}"><strong>${title}</strong></a>${risk(riskTier)}${health && health.status !== 'UNKNOWN' ? badge(health.status) : ''}<span class="end">${since(updatedAt, now)}</span></div>
<p class="quiet"><code>${name}</code> · ${latestVersion ? `version ${latestVersion.version}` : 'no version'} · ${team?.title ?? 'no team'} · ${unowned ? 'nobody owns it' : html`owned by ${named(owner, 'somebody')}`}</p>
${found.length > 0 ? found : purpose ? html`<p>${purpose.slice(0, 240)}</p>` : ''}
${tags.length > 0 ? html`<p class="tags">${tags.slice(0, 6).map(tag => html`<a class="tag" href="/models?${new URLSearchParams({ tag }).toString()}">${tag}</a>`)}</p>` : ''}`;
}
