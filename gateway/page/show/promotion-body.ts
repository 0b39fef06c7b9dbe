import { type Html, html, type Part } from '@handoff/kit/html';
import { comparePath, modelPath } from '../link.ts';
import { badge, risk, verdict } from '../part/badge.ts';
import { inRow, named, versionLink } from '../part/name.ts';
import { empty, facts, list, section } from '../part/table.ts';
import { since, time } from '../part/time.ts';
import { count, number, words } from '../part/words.ts';
import type { View } from '../view.ts';
import type { CheckLine, PromotionData } from './promotion-data.ts';
import { promotionForms, waiveForm } from './promotion-forms.ts';

/** The body of a promotion's page. */
export function promotionBody(promotion: PromotionData, view: View): Html {
  const { history, checks } = promotion;
  const happened = history.map(
    ({ at, by, move, to, note }) =>
      html`<li><p>${words(move)}: ${words(to).toLowerCase()}</p>${note ? html`<p class="note">${note}</p>` : ''}<p class="quiet">${named(by, 'Handoff itself')} · ${since(at, view.now)}</p></li>`,
  );
  return html`${head(promotion)}${promotionForms(promotion, view)}<div class="columns two"><div>
${section('checks', 'What must hold', html`<ul class="checks">${checks.map(each => check(each, promotion, view))}</ul>${checks.length === 0 ? empty('The policy asks for no checks here.') : ''}`)}
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

function check(each: CheckLine, promotion: PromotionData, view: View): Html {
  const { kind, passed, detail, waivedBy, waiverReason, whoCanClear } = each;
  const isWaived = !passed && waiverReason !== null;
  const mark = isWaived ? badge('WARNING', 'Waived') : verdict(passed, ['Holds', 'Does not hold']);
  const can = !passed && !isWaived && whoCanClear && whoCanClear.length > 0;
  return html`<li><div class="check-head"><strong>${words(kind)}</strong>${mark}</div><p>${detail}</p>
${isWaived ? html`<p class="quiet">${named(waivedBy)}: ${waiverReason}</p>` : ''}${can ? html`<p class="quiet">Who can clear it: ${inRow(whoCanClear.map(who => named(who)))}</p>` : ''}
${passed || isWaived ? '' : waiveForm(kind, promotion, view)}</li>`;
}

function comparison({ comparison: found, model, version, replaces }: PromotionData): Html {
  if (!found) return empty(replaces ? 'The comparison is not to be had just now.' : 'It replaces nothing there.');
  const worse = found.evaluations.filter(each => each.better === false);
  const better = found.evaluations.filter(each => each.better === true);
  const said = (name: string, all: typeof worse) =>
    all.length === 0
      ? ''
      : html`<p>${name}: ${inRow(all.slice(0, 8).map(each => html`<strong>${each.metric}</strong> ${number(each.left ?? 0)} → ${number(each.right ?? 0)}`))}</p>`;
  return html`<p>${verdict(!found.breaking, ['Callers can change over', 'Callers would break'])} ${count(found.features.length, 'feature')} of version ${found.right.version} differ from version ${found.left.version}.</p>
${said('Better', better)}${said('Worse', worse)}
${model && version ? html`<p><a href="${comparePath(model.name, found.left.version, found.right.version)}">All that differs</a></p>` : ''}`;
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

function rollout({ rollout: found, rollbackTarget }: PromotionData, view: View): Html {
  const back = rollbackTarget ? html`<p class="quiet">The way back leads to ${versionLink(rollbackTarget)}.</p>` : '';
  if (!found) return html`${empty('It goes out once it is approved.')}${back}`;
  const steps = found.steps.map(
    ({ percent, minMinutes, startedAt }, at) =>
      html`<div class="line"><strong>${number(percent)} %</strong><span>${at === found.step && startedAt ? badge('ROLLING_OUT', 'Now') : ''}</span><span class="end">${startedAt ? since(startedAt, view.now) : minMinutes > 0 ? `at least ${minMinutes} minutes` : ''}</span></div>`,
  );
  const next = found.nextStepAt ? html`<p>The next step may be taken from ${time(found.nextStepAt)}.</p>` : '';
  return html`${facts([
    ['Strategy', words(found.strategy)],
    ['Carried out', words(found.executor)],
    ['Waits for', found.waitingFor],
    ['Says', found.detail],
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
