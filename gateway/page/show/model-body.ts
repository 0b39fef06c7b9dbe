import { type Html, html, type Part } from '@handoff/kit/html';
import { comparePath, doPath, lineagePath, pathOf } from '../link.ts';
import { adviceLine } from '../part/advice-line.ts';
import { alertLine } from '../part/alert-line.ts';
import { badge, risk } from '../part/badge.ts';
import { historyList } from '../part/history.ts';
import { markdown } from '../part/markdown.ts';
import { named } from '../part/name.ts';
import { empty, facts, list, section, table } from '../part/table.ts';
import { sentence, since, time } from '../part/time.ts';
import { words } from '../part/words.ts';
import type { View } from '../view.ts';
import type { ModelData } from './model-data.ts';
import { editForms } from './model-edit.ts';
import { costHtml, metricsHtml, objectivesHtml } from './model-numbers.ts';

/** The body of a model's page. */
export function modelBody(model: ModelData, view: View): Html {
  return html`${head(model)}<div class="columns two"><div>
${section('aims', 'Objectives', objectivesHtml(model))}
${section('live', 'What runs where', live(model, view))}
${section('versions', 'Versions', versions(model, view))}
${section('metrics', 'Metrics by version', metricsHtml(model))}
${model.description ? section('description', 'Description', markdown(model.description)) : ''}
${section('history', 'History', historyList(model.history.nodes, view), html`<p><a href="/audit?subject=${model.id}">All of the trail</a></p>`)}</div>
<div class="side">${section('who', 'Who answers', who(model, view))}
${section('alerts', 'Alerts', alerts(model, view))}${advice(model)}
${section('cost', 'Cost this month', costHtml(model.cost))}
${section('changes', 'Promotions and experiments', changes(model, view))}
${section('about', 'About', about(model, view))}
${editForms(model, view)}</div></div>`;
}

function head({ name, title, purpose, riskTier, task, health, visibility, archivedAt, limitations }: ModelData): Html {
  return html`<div class="head"><p class="crumbs"><a href="/models">Models</a> / <code>${name}</code></p><h1>${title}</h1>
${purpose ? html`<p class="lead">${purpose}</p>` : html`<p class="lead quiet">Nobody has written yet what this model is for.</p>`}
<p class="badges">${risk(riskTier)}<span class="badge">${words(task)}</span>${health ? badge(health.status, health.status === 'UNKNOWN' ? 'Not observed yet' : words(health.status)) : ''}${visibility === 'RESTRICTED' ? html`<span class="badge">Restricted</span>` : ''}${archivedAt ? html`<span class="badge warn">Put away</span>` : ''}</p>
${health && health.status !== 'UNKNOWN' ? html`<p>${sentence(health.summary)}</p>` : ''}</div>
${limitations ? section('limits', 'What it must not be used for, and where it is weak', markdown(limitations)) : ''}`;
}

function live({ name, live: running, hostingDecisions }: ModelData, { now }: View): Html {
  const rows = (running ?? []).map(each => [
    each.environment.title,
    each.version ? html`<a href="${pathOf('versions', each.version.id)}">${each.version.version}</a>` : 'not known',
    words(each.kind),
    `${each.trafficPercent} %`,
    each.target?.name ?? 'no target',
    each.startedAt ? since(each.startedAt, now) : '',
  ]);
  const heads = ['Environment', 'Version', 'As', 'Traffic', 'On', 'Since'];
  const hosted = (hostingDecisions ?? []).map(
    each =>
      html`<p>${each.environment.title}: hosted on <strong>${each.target.name}</strong>, ${words(each.serving).toLowerCase()}. <span class="quiet">${each.rationale}</span></p>`,
  );
  const decide = html`${hosted}<p><a href="${doPath('hosting', name)}">Where it is hosted, and why</a></p>`;
  return rows.length === 0
    ? html`${empty('Nothing of this model runs. A version gets there by a promotion: open one below and promote it.')}${decide}`
    : html`${table('What runs where', heads, rows)}${decide}`;
}

function versions({ name, versions: all, aliases }: ModelData, { now }: View): Html {
  const called = (version: string) => aliases.filter(each => each.version.version === version).map(each => each.name);
  const rows = all.nodes.map(({ id, version, state, createdAt, changeNote }, at) => {
    const before = all.nodes[at + 1];
    return [
      html`<a data-item href="${pathOf('versions', id)}">Version ${version}</a>`,
      html`<span class="tags">${called(version).map(each => html`<span class="tag">${each}</span>`)}${state === 'ARCHIVED' ? badge(state) : ''}</span>`,
      changeNote ?? html`<span class="quiet">no note</span>`,
      since(createdAt, now),
      before ? html`<a href="${comparePath(name, before.version, version)}">with ${before.version}</a>` : '',
    ];
  });
  if (rows.length === 0) return empty('No version is registered yet: a pipeline registers one with handoff push.');
  const more =
    all.totalCount > rows.length ? html`<p class="quiet">The newest ${rows.length} of ${all.totalCount}.</p>` : '';
  return html`${table('Versions', ['Version', 'Called', 'What changed', 'Registered', 'Compare'], rows)}${more}<p><a href="${lineagePath(name)}">What it is made from and where it runs, as a drawing</a></p>`;
}

function who({ name, owner, unowned, team, answering, asked }: ModelData, { now }: View): Html {
  const lines = answering.map(
    ({ role, assignee, since: from }) =>
      html`<div class="line"><strong>${role.title}</strong><span>${named(assignee)}</span>${from ? html`<span class="end">${since(from, now)}</span>` : ''}</div>`,
  );
  const waiting = asked.map(
    ({ role, assignee }) =>
      html`<div class="line"><strong>${role.title}</strong><span>${named(assignee)}</span>${badge('PROPOSED', 'Asked, no answer yet')}</div>`,
  );
  return html`${facts([
    ['Owner', unowned ? html`<span class="badge warn">! Nobody owns it</span>` : named(owner, 'not yours to see')],
    ['Team', team && named({ id: team.id, name: team.title })],
    ['Talks in', team?.slackChannel ?? null],
  ])}${list([...lines, ...waiting], 'Nobody answers for this model yet.')}<p><a href="${doPath('assign', name)}">Ask somebody, pass on or end</a></p>`;
}

function alerts({ alerts: open }: ModelData, view: View): Html {
  return list(
    (open?.nodes ?? []).map(each => alertLine(each, view, true)),
    'No alert is open.',
  );
}

function advice({ advice: all }: ModelData): Part {
  if (!all || all.length === 0) return '';
  const lines = all.map(
    ({ id, action, state, reasons }) =>
      html`${adviceLine({ id, action, state })}${reasons.map(each => html`<p>${sentence(each)}</p>`)}`,
  );
  return section('advice', 'What should be done', list(lines, ''));
}

function changes({ name, viewerCan, promotions, experiments }: ModelData, { now }: View): Html {
  const asked = (promotions?.nodes ?? []).map(
    ({ id, kind, state, requestedAt, version, environment }) =>
      html`<div class="line"><a data-item href="${pathOf('promotions', id)}">${kind === 'RETIRE' ? 'Retire' : 'Promote'} version ${version?.version ?? '?'}, ${environment.title}</a>${badge(state)}<span class="end">${since(requestedAt, now)}</span></div>`,
  );
  const compared = (experiments?.nodes ?? []).map(
    ({ id, name, state }) =>
      html`<div class="line"><a data-item href="${pathOf('experiments', id)}">${name}</a>${badge(state)}</div>`,
  );
  const more = viewerCan.includes('EXPERIMENT_EDIT')
    ? html`<p><a href="${doPath('new-experiment', name)}">Set up an experiment</a></p>`
    : '';
  const none = 'No promotion or experiment yet. A version is promoted from its own page.';
  return html`${list([...asked, ...compared], none)}${more}`;
}

function about(model: ModelData, { now }: View): Html {
  const { versions: all, lastValidatedAt, validationDueAt, sources, tags, createdAt } = model;
  const [newest] = all.nodes;
  return facts([
    ['Card', newest ? html`<a href="${pathOf('versions', newest.id)}#card">of version ${newest.version}</a>` : null],
    ['Validated', lastValidatedAt ? since(lastValidatedAt, now) : 'never, as far as is known'],
    ['Due again', validationDueAt && time(validationDueAt)],
    ['Comes from', sources.map(each => html`<div>${words(each.system)} <code>${each.externalId}</code></div>`)],
    ['Registered', time(createdAt)],
    [
      'Tags',
      tags.length > 0
        ? html`<span class="tags">${tags.map(tag => html`<a class="tag" href="/models?${new URLSearchParams({ tag }).toString()}">${tag}</a>`)}</span>`
        : null,
    ],
  ]);
}
