import { type Html, html, type Part } from '@handoff/kit/html';
import { modelPath, pathOf } from '../link.ts';
import { badge, risk } from '../part/badge.ts';
import { markdown } from '../part/markdown.ts';
import { named } from '../part/name.ts';
import { empty, facts, fold, list, section } from '../part/table.ts';
import { since } from '../part/time.ts';
import { count, percent, words } from '../part/words.ts';
import type { View } from '../view.ts';
import { handovers } from './handover.ts';
import type { VersionData } from './version-data.ts';
import { assumptions, dataSets, evaluations, features, labels } from './version-made.ts';

/** The body of a version's page. */
export function versionBody(found: VersionData, view: View): Html {
  return html`${head(found)}${next(found)}<div class="columns two"><div>
${section('evaluations', 'Evaluations', evaluations(found))}
${section('features', count(found.features.length, 'feature'), features(found))}
${section('labels', count(found.labels.length, 'label'), labels(found))}
${section('assumptions', 'Assumptions', assumptions(found, view))}
${section('data', 'Data', dataSets(found))}
${section('card', `Card, ${percent(found.card.completeness)} complete`, card(found))}</div>
<div class="side">${section('about', 'About', about(found, view))}
${section('runs', 'Where it runs', runs(found, view))}
${section('handovers', 'Handover', handovers(found.handovers, view))}
${section('documents', 'Documents', documents(found, view))}</div></div>`;
}

function head({ version, model, state, changeNote }: VersionData): Html {
  return html`<div class="head"><p class="crumbs"><a href="/models">Models</a> / <a href="${modelPath(model.name)}">${model.title}</a></p><h1>${model.title}, version ${version}</h1>
<p class="lead">${changeNote ?? html`<span class="quiet">Nobody noted what changed with it.</span>`}</p>
<p class="badges">${risk(model.riskTier)}${state === 'ARCHIVED' ? html`<span class="badge warn">Put away</span>` : ''}</p></div>`;
}

function about(found: VersionData, { now }: View): Html {
  const { algorithm, framework, parent, trainedBy, createdBy, createdAt, source, tags, digest, hyperparameters } =
    found;
  const set = hyperparameters.map(({ name, value }) => [name, html`<code>${value}</code>`] as const);
  return html`${facts([
    ['Algorithm', algorithm],
    ['Framework', framework],
    ['Trained by', trainedBy && named(trainedBy)],
    ['Registered', html`${since(createdAt, now)} by ${named(createdBy)}`],
    ['Follows', parent && html`<a href="${pathOf('versions', parent.id)}">version ${parent.version}</a>`],
    ['Comes from', source && html`${words(source.system)} <code>${source.externalId}</code>`],
    ['Run', source?.runId && html`<code>${source.runId}</code>`],
    ['Commit', source?.commit && html`<code>${source.commit}</code>`],
    [
      'Tags',
      tags.length > 0
        ? html`<span class="tags">${tags.map(tag => html`<span class="tag">${tag}</span>`)}</span>`
        : null,
    ],
    ['Digest', html`<code>${digest.slice(0, 16)}…</code>`],
  ])}${set.length > 0 ? fold(count(set.length, 'hyperparameter'), facts(set)) : ''}`;
}

function runs({ deployments, promotions }: VersionData, { now }: View): Html {
  const running = (deployments ?? []).map(
    each =>
      html`<div class="line"><strong>${each.environment.title}</strong><span>${words(each.kind)}, ${each.trafficPercent} %</span>${each.startedAt ? html`<span class="end">since ${since(each.startedAt, now)}</span>` : ''}</div>`,
  );
  const asked = (promotions ?? []).map(
    each =>
      html`<div class="line"><a data-item href="${pathOf('promotions', each.id)}">${each.kind === 'RETIRE' ? 'Retire' : 'Promote'}, ${each.environment.title}</a>${badge(each.state)}<span class="end">${since(each.requestedAt, now)}</span></div>`,
  );
  return list([...running, ...asked], 'It runs nowhere, and nobody has asked for it.');
}

/** Where to go on: looking at what a promotion would take, and handing the version over. */
function next({ id, model, state }: VersionData): Part {
  if (state === 'ARCHIVED') return '';
  const may = (...needed: string[]) => needed.some(each => model.viewerCan.includes(each));
  const here = pathOf('versions', id);
  const links = [
    html`<a class="button${may('PROMOTION_REQUEST') ? ' main' : ''}" href="${here}/promote">${may('PROMOTION_REQUEST') ? 'Promote …' : 'What a promotion would take'}</a>`,
    may('VERSION_REGISTER', 'MODEL_EDIT') && html`<a class="button" href="${here}/handover">Hand over …</a>`,
    html`<a class="button" href="${here}/watch">How it behaves</a>`,
  ];
  return html`<div class="moves">${links}</div>`;
}

function card({ card: { markdown: text, missing } }: VersionData): Html {
  const lacks = missing.length > 0 ? html`<p>Missing: ${missing.join(', ')}.</p>` : '';
  return html`${lacks}${text.trim() === '' ? empty('The card is empty.') : fold('Read the card', markdown(text))}`;
}

function documents({ documents: all, artifacts }: VersionData, { now }: View): Html {
  const written = all.map(
    ({ title, kind, uri, updatedAt }) =>
      html`<div class="line">${outward(uri, title)}<span class="quiet">${kind}</span><span class="end">${since(updatedAt, now)}</span></div>`,
  );
  const files = artifacts.map(
    ({ uri, format }) => html`<div class="line"><code>${uri}</code><span class="quiet">${format}</span></div>`,
  );
  return list([...written, ...files], html`No documents yet; <code>writeDocument</code> of the graph adds them.`);
}

/** A link that leaves the site, where the address is one of the web. */
function outward(uri: string | null, text: string): Part {
  return uri && /^https?:\/\//i.test(uri) ? html`<a href="${uri}" rel="noreferrer nofollow">${text}</a>` : text;
}
