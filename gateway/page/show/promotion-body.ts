import { type Html, html, type Part } from '@handoff/kit/html';
import { comparePath, modelPath } from '../link.ts';
import { badge, risk, verdict } from '../part/badge.ts';
import { changeOver, checkList } from '../part/checks.ts';
import { moveWords } from '../part/happened.ts';
import { inRow, named, versionLink } from '../part/name.ts';
import { empty, facts, list, section } from '../part/table.ts';
import { sentence, since, time } from '../part/time.ts';
import { number, words } from '../part/words.ts';
import type { View } from '../view.ts';
import type { PromotionData } from './promotion-data.ts';
import { promotionForms, waiveForm } from './promotion-forms.ts';

/** The body of a promotion's page. */
export function promotionBody(promotion: PromotionData, view: View): Html {
  const { history, checks } = promotion;
  const happened = history.map(
    ({ at, by, move, to, note }) =>
      html`<li><p>${named(by, 'Handoff')} ${moveWords(move)} <span class="quiet">→ ${words(to).toLowerCase()}</span></p>${note ? html`<p class="note">${note}</p>` : ''}<p class="quiet">${since(at, view.now)}</p></li>`,
  );
  return html`${head(promotion)}${promotionForms(promotion, view)}<div class="columns two"><div>
${section(
  'checks',
  'What must hold',
  checkList(checks, each => waiveForm(each.kind, promotion, view)),
)}
${section('evidence', 'What changes', comparison(promotion))}
${section('history', 'What happened', html`<ol class="timeline">${happened.toReversed()}</ol>`)}</div>
<div class="side">${section('approvals', 'Who said yes', approvals(promotion, view))}
${section('rollout', 'How it goes out', rollout(promotion, view))}
${section('about', 'About', about(promotion, view))}</div></div>`;
}

function head({ model, version, kind, environment, state, reason }: PromotionData): Html {
  const what =
    kind === 'RETIRE'
      ? `retire version ${version?.version ?? '?'} in ${environment.title.toLowerCase()}`
      : `version ${version?.version ?? '?'} to ${environment.title.toLowerCase()}`;
  return html`<div class="head"><p class="crumbs"><a href="/promotions">Promotions</a>${model ? html` / <a href="${modelPath(model.name)}">${model.title}</a>` : ''}</p>
<h1>${model?.title ?? 'A model'}: ${what}</h1><p class="lead">${reason}</p>
<p class="badges">${badge(state)}${model ? risk(model.riskTier) : ''}</p></div>`;
}

function comparison({ comparison: found, model, version, replaces }: PromotionData): Html {
  if (!found) return empty(replaces ? 'The comparison is not to be had just now.' : 'It replaces nothing there.');
  const all =
    model && version
      ? html`<p><a href="${comparePath(model.name, found.left.version, found.right.version)}">All that differs</a></p>`
      : '';
  return html`${changeOver(found)}${all}`;
}

function approvals({ approvals: all, missingApprovals, whoCanApprove, policy }: PromotionData, view: View): Html {
  const given = all.map(
    ({ by, role, decision, comment, at, stands }) =>
      html`<div class="line">${verdict(decision === 'APPROVE', ['Approved', 'Rejected'])}<span>${named(by)}, ${words(role)}</span><span class="end">${since(at, view.now)}</span></div>${stands ? '' : html`<p><strong>It does not stand any more: what it was given on has changed.</strong></p>`}${comment ? html`<p class="quiet">${comment}</p>` : ''}`,
  );
  const missing = missingApprovals.map(
    ({ role, count: many }) =>
      html`<div class="line">${badge('PENDING', 'Missing')}<span>${many} × ${words(role)}</span></div>`,
  );
  const can = whoCanApprove && whoCanApprove.length > 0 && missing.length > 0;
  const none = policy.approvals.length === 0 ? 'The policy asks for no approval here.' : 'Nobody has decided yet.';
  return html`${list([...given, ...missing], none)}${can ? html`<p class="quiet">Who can: ${inRow(whoCanApprove.map(who => named(who)))}</p>` : ''}${policy.fourEyes ? html`<p class="quiet">Four eyes: neither who asked nor who made the version may be among them.</p>` : ''}`;
}

function rollout({ state, rollout: found, rollbackTarget }: PromotionData, view: View): Html {
  const back = rollbackTarget ? html`<p class="quiet">The way back leads to ${versionLink(rollbackTarget)}.</p>` : '';
  if (!found) return html`${empty('It goes out once it is approved.')}${back}`;
  const steps = found.steps.map(
    ({ percent, minMinutes, startedAt }, at) =>
      html`<div class="line"><strong>${number(percent)} %</strong><span>${state === 'ROLLING_OUT' && at === found.step && startedAt ? badge('ROLLING_OUT', 'Now') : ''}</span><span class="end">${startedAt ? since(startedAt, view.now) : minMinutes > 0 ? `at least ${minMinutes} minutes` : ''}</span></div>`,
  );
  const next = found.nextStepAt ? html`<p>The next step may be taken from ${time(found.nextStepAt)}.</p>` : '';
  return html`${facts([
    ['Strategy', words(found.strategy)],
    ['Carried out', words(found.executor)],
    ['Waits for', found.waitingFor && sentence(found.waitingFor)],
    ['Says', found.detail && sentence(found.detail)],
  ])}${list(steps, '')}${next}${back}`;
}

function about(
  { requestedBy, requestedAt, expiresAt, replaces, version, evidenceDigest }: PromotionData,
  { now }: View,
): Part {
  return facts([
    ['Version', versionLink(version)],
    ['Replaces', replaces ? versionLink(replaces) : 'nothing'],
    ['Asked by', html`${named(requestedBy)}, ${since(requestedAt, now)}`],
    ['Expires', expiresAt && time(expiresAt)],
    ['Evidence', html`<code>${evidenceDigest.slice(0, 16)}…</code>`],
  ]);
}
