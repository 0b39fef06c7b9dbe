import { type Html, html, type Part } from '@handoff/kit/html';
import { badge } from '../part/badge.ts';
import { type Named, named } from '../part/name.ts';
import { pageLinks } from '../part/steps.ts';
import { empty, fold, table } from '../part/table.ts';
import { time } from '../part/time.ts';
import { number, words } from '../part/words.ts';
import { pageOf, type View } from '../view.ts';

interface Trail {
  auditTrail: {
    nodes: Entry[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
  auditHead: { seq: number; hash: string; sealedAt: string } | null;
}

interface Entry {
  seq: number | null;
  at: string;
  via: string;
  action: string;
  subjectId: string;
  summary: string;
  refused: boolean;
  actor: Named;
  changes: { name: string; before: string | null; after: string | null }[];
  hash: string | null;
}

const filters = [
  ['subject', 'About (id)'],
  ['actor', 'By (id)'],
  ['action', 'Action'],
] as const;

/** The audit trail, narrowed down by what stands in the address. */
export const audit = pageOf<Trail>({
  query: `query AuditTrail($subject: ID, $actor: ID, $action: String, $from: DateTime, $to: DateTime, $after: String) {
  auditTrail(subjectId: $subject, actorId: $actor, action: $action, from: $from, to: $to, first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { seq at via action subjectId summary refused actor { id name } changes { name before after } hash }
  }
  auditHead { seq hash sealedAt }
}`,
  variables: ({ search }) => ({
    ...Object.fromEntries(filters.map(([name]) => [name, search.get(name) || null])),
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    after: search.get('after'),
  }),
  draw: ({ auditTrail: found, auditHead }, view) => ({
    title: 'Audit trail',
    body: html`<div class="head"><h1>Audit trail</h1>${auditHead ? html`<p class="quiet">${number(auditHead.seq)} entries, each bound to the one before. The last was sealed ${time(auditHead.sealedAt)}: <code>${auditHead.hash.slice(0, 16)}…</code></p>` : ''}</div>
${narrowing(view)}<div class="panel">${found ? entries(found, view) : empty('The trail of everything is for auditors. What happened to a model stands on its page.')}</div>`,
  }),
});

function dayOf(text: string | null): string | null {
  return text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? `${text}T00:00:00Z` : null;
}

function narrowing({ place }: View): Html {
  const typed = filters.map(
    ([name, label]) =>
      html`<div class="field"><label for="by-${name}">${label}</label><input id="by-${name}" name="${name}" value="${place.search.get(name) ?? ''}" maxlength="200"></div>`,
  );
  const days = (['from', 'to'] as const).map(
    name =>
      html`<div class="field"><label for="by-${name}">${words(name)}</label><input type="date" id="by-${name}" name="${name}" value="${place.search.get(name) ?? ''}"></div>`,
  );
  return html`<form class="panel filters" action="/audit">${typed}${days}<button class="main">Narrow down</button></form>`;
}

function entries({ nodes, pageInfo }: NonNullable<Trail['auditTrail']>, view: View): Part {
  if (nodes.length === 0) return empty(html`No entry fits. <a href="/audit">See all of them</a>`);
  const rows = nodes.map(({ seq, at, actor, action, summary, refused, changes, subjectId, via }) => [
    seq === null ? '…' : number(seq),
    time(at),
    html`${named(actor, 'Handoff itself')}${via === 'SYSTEM' ? '' : html`<div class="quiet">${words(via)}</div>`}`,
    html`${summary} ${refused ? badge('REJECTED', 'Refused') : ''}<div class="quiet"><a href="/audit?${new URLSearchParams({ action }).toString()}">${words(action.replace('.', ': '))}</a> · <a href="/audit?${new URLSearchParams({ subject: subjectId }).toString()}" title="${subjectId}">All of this ${thingOf(subjectId)}</a></div>${changesHtml(changes)}`,
  ]);
  return html`${table('Audit trail', ['No.', 'When', 'Who', 'What'], rows)}${pageLinks(pageInfo, view)}`;
}

const things = new Map(
  Object.entries({
    ...{ mdl: 'model', ver: 'version', per: 'person', tea: 'team', asg: 'role', pro: 'promotion', exp: 'experiment' },
    ...{
      alr: 'alert',
      adv: 'advice',
      hov: 'handover',
      mon: 'monitor',
      hos: 'hosting',
      dep: 'deployment',
      tgt: 'target',
    },
    ...{ tok: 'token', svc: 'service account', env: 'environment' },
  }),
);

/** What kind of thing an id is of, by its beginning. */
function thingOf(id: string): string {
  return things.get(id.slice(0, id.indexOf('_'))) ?? 'subject';
}

/** More changes of one entry than anybody reads in a list. */
const mostChanges = 12;

function changesHtml(changes: Entry['changes']): Part {
  if (changes.length === 0) return '';
  const lines = changes
    .slice(0, mostChanges)
    .map(
      ({ name, before, after }) =>
        html`<li><code>${name}</code>: ${(before ?? 'nothing').slice(0, 120)} → ${(after ?? 'nothing').slice(0, 120)}</li>`,
    );
  return fold(`${changes.length} changed`, html`<ul>${lines}</ul>`);
}
