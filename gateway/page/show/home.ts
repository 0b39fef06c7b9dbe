import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { type AdviceLine, adviceLine, adviceSubject } from '../part/advice-line.ts';
import { type AlertLine, alertFields, alertLine } from '../part/alert-line.ts';
import { badge, risk } from '../part/badge.ts';
import { type ModelName, modelLink, type Named, named } from '../part/name.ts';
import { list, section } from '../part/table.ts';
import { since } from '../part/time.ts';
import { count } from '../part/words.ts';
import { pageOf, type View } from '../view.ts';
import { assignmentForms, assignmentMovesOfPages } from './assignment-forms.ts';

interface Home {
  me: Me | null;
  models: { nodes: Recent[] } | null;
  alerts: { totalCount: number; nodes: AlertLine[] } | null;
}

interface Me {
  assignments?: { nodes: Asked[] };
  decisions?: { totalCount: number; nodes: Waiting[] } | null;
  openAlerts?: { totalCount: number; nodes: AlertLine[] } | null;
  openAdvice?: AdviceLine[] | null;
  handovers?: { id: string; state: string; version: { id: string; version: string; model: ModelName } }[];
}

interface Asked {
  id: string;
  role: { title: string };
  model: ModelName | null;
  team: { title: string } | null;
  scopeOfWork: string | null;
  proposedBy: Named;
  proposedAt: string;
  moves: string[];
}

interface Waiting {
  id: string;
  model: ModelName | null;
  version: { version: string } | null;
  environment: { title: string };
  requestedAt: string;
  requestedBy: Named;
}

interface Recent extends ModelName {
  riskTier: string;
  updatedAt: string;
  team: { title: string } | null;
  owner: Named;
}

/** What waits for whoever looks, which alerts are open, and what changed. */
export const home = pageOf<Home>({
  query: `query Home {
  me { ... on Person {
    assignments(state: PROPOSED, first: 10) { nodes {
      id role { title } model { name title } team { title } scopeOfWork proposedBy { id name } proposedAt moves
    } }
    decisions(first: 10) { totalCount nodes {
      id model { name title } version { version } environment { title } requestedAt requestedBy { id name }
    } }
    openAlerts(first: 10) { totalCount nodes { ${alertFields} } }
    openAdvice(first: 10) { id action state model { name title } version { version } }
    handovers(state: [OFFERED, IN_REVIEW]) { id state version { id version model { name title } } }
  } }
  alerts(state: [FIRING, ACKNOWLEDGED, RECOVERING], first: 6) { totalCount nodes { ${alertFields} } }
  models(first: 8, orderBy: UPDATED_AT) { nodes { name title riskTier updatedAt team { title } owner { id name } } }
}`,
  variables: () => ({}),
  draw: (data, view) => ({ title: 'Home', body: homeBody(data, view) }),
  moves: assignmentMovesOfPages,
});

function homeBody({ me, models, alerts }: Home, view: View): Html {
  const open = (alerts?.nodes ?? []).map(each => alertLine(each, view));
  const title = alerts && alerts.totalCount > 0 ? count(alerts.totalCount, 'open alert') : 'Open alerts';
  return html`<div class="head"><h1>Hello, ${view.viewer.name}</h1></div>
<div class="columns two"><div>${me ? mine(me, view) : ''}</div>
<div>${section('open', title, list(open, 'No model has an open alert.'), html`<p><a href="/alerts">All alerts</a></p>`)}
${section('recent', 'Changed last', recent(models?.nodes ?? [], view))}</div></div>`;
}

function mine(me: Me, view: View): Html {
  const asked = (me.assignments?.nodes ?? []).map(each => askedLine(each, view));
  const handovers = (me.handovers ?? []).map(
    ({ id, state, version }) =>
      html`<div class="line"><a data-item href="${pathOf('versions', version.id)}#handover-${id}">Take over ${version.model.title}, version ${version.version}</a>${badge(state)}</div>`,
  );
  const decisions = (me.decisions?.nodes ?? []).map(each => waitingLine(each, view));
  const advice = (me.openAdvice ?? []).map(each => adviceLine(each, adviceSubject(each)));
  const alerts = (me.openAlerts?.nodes ?? []).map(each => alertLine(each, view));
  return html`${section('decisions', 'Waits for your decision', list(decisions, html`Nothing waits for your decision. <a href="/promotions">All promotions</a> show what is under way.`))}
${section('asked', 'You are asked to answer for', list([...asked, ...handovers], 'Nobody asked you for anything.'))}
${section('alerts', 'Alerts that are yours', list(alerts, html`None of your models has an open alert. <a href="/alerts">All alerts</a>`))}
${advice.length > 0 ? section('advice', 'What should be done', list(advice, '')) : ''}`;
}

function askedLine(asked: Asked, view: View): Html {
  const { id, role, model, team, scopeOfWork, proposedBy, proposedAt, moves } = asked;
  const about = model ? modelLink(model) : team ? `all models of ${team.title}` : 'everything';
  return html`<div class="line"><strong>${role.title}</strong> of ${about}<span class="end">asked ${since(proposedAt, view.now)} by ${named(proposedBy)}</span></div>
${scopeOfWork ? html`<p>${scopeOfWork}</p>` : ''}${assignmentForms({ id, moves: moves.filter(each => each !== 'END'), delegatedTo: null }, [], view)}`;
}

function waitingLine({ id, model, version, environment, requestedBy, requestedAt }: Waiting, view: View): Html {
  const what = `${model?.title ?? 'A model'}, version ${version?.version ?? '?'}, to ${environment.title}`;
  return html`<div class="line"><a data-item href="${pathOf('promotions', id)}">${what}</a><span class="end">asked ${since(requestedAt, view.now)} by ${named(requestedBy)}</span></div>`;
}

function recent(nodes: readonly Recent[], view: View): Html {
  const lines = nodes.map(
    ({ name, title, riskTier, team, updatedAt, owner }) =>
      html`<div class="line"><span>${modelLink({ name, title })}</span>${risk(riskTier)}<span class="end">${since(updatedAt, view.now)}</span></div><p class="quiet">${team?.title ?? 'no team'} · ${owner ? html`owned by ${named(owner)}` : 'nobody owns it'}</p>`,
  );
  return list(lines, html`There are no models yet. Bring yours in with <code>handoff import</code>.`);
}
