import type { KnownBlock } from '@slack/types';
import type { ApprovalView, PromotionView } from '../answers/promotion.ts';
import { fitting, safe, safeLine, when } from '../text.ts';
import { bold, context, controls, groupsThatFit, link, type Shown, section } from './blocks.ts';
import { checkCount, checkLines, requirementsText } from './checks.ts';
import { breakingText, changesText, figure, unread } from './comparison.ts';
import { inWords, nameList, nameOf } from './names.ts';
import { promotionButtons } from './promotion-buttons.ts';
import { sentence, stateWords } from './promotion-words.ts';

// Slack takes about 13,200 characters of blocks in all; head, controls and foot take up to 7,500 of them, and the link
// that is put there up to 2,000 in theory, of which 300 are kept.
const bodyMost = 5300;

/** A promotion as a card: what is asked, what changes, what stands in the way, who decides, and what can be done. */
export function promotionCard(promotion: PromotionView): Shown {
  const blocks: KnownBlock[] = [
    section([headline(promotion), `Reason: ${safe(promotion.reason, 800)}`].join('\n')),
    ...body(promotion),
    ...controls(promotionButtons(promotion)),
    context(footer(promotion)),
  ];
  return { text: sentence(promotion), blocks };
}

/** The same in short, for a list. from: the list as it would be typed; absent on the home tab. */
export function promotionEntry(promotion: PromotionView, from?: string): KnownBlock[] {
  const { comparison, checks } = promotion;
  const lines = [
    headline(promotion),
    `Reason: ${safeLine(promotion.reason, 200)}`,
    ...(comparison?.breaking ? [breakingText(comparison)] : []),
    ...(checks.length > 0 ? [checkCount(checks)] : []),
    ...deciding(promotion),
  ];
  return [
    section(fitting(lines, 2400)),
    ...controls(promotionButtons(promotion, from)),
    context(`${asked(promotion)} · ${safeLine(promotion.id, 64)}`),
  ];
}

function headline(promotion: PromotionView): string {
  const { state, model, version, environment, replaces, kind } = promotion;
  const number = version ? `version ${bold(version.version, 64)}` : 'a version';
  const what = model ? `${bold(model.title)} (${safeLine(model.name, 128)})` : 'a model that cannot be read just now';
  const where = `${kind === 'RETIRE' ? 'out of' : 'to'} ${bold(environment.title, 80)}`;
  const instead = replaces ? `, in place of version ${safeLine(replaces.version, 64)}` : '';
  return `*${stateWords[state]}:* ${number} of ${what} ${where}${instead}`;
}

const open = ['REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED'];

function body(promotion: PromotionView): KnownBlock[] {
  const { comparison, checks, state, replaces } = promotion;
  const undecided = open.includes(state);
  const texts = [
    undecided && comparison?.breaking ? breakingText(comparison) : '',
    undecided ? fitting(checkLines(checks), 1800) : '',
    fitting(given(promotion), 1200),
    deciding(promotion).join('\n'),
    undecided && comparison ? changesText(comparison, 1200) : '',
    undecided && replaces && !comparison ? unread : '',
    rollout(promotion).join('\n'),
  ];
  const parts = texts.filter(text => text !== '').map(text => [section(text)]);
  const fit = groupsThatFit(parts, bodyMost);
  const cut = fit.length < parts.length ? [context('More is known than fits into a message.')] : [];
  return [...fit.flat(), ...cut];
}

/** Who still has to decide, and until when. */
function deciding({ state, missingApprovals, whoCanApprove, expiresAt }: PromotionView): string[] {
  if (!open.includes(state)) return [];
  const missing = requirementsText(missingApprovals);
  const people = whoCanApprove ?? [];
  return [
    ...(missing && state !== 'APPROVED' ? [`*Still needed:* the approval of ${missing}.`] : []),
    ...(missing && people.length > 0 ? [`Who may decide: ${nameList(people)}.`] : []),
    ...(missing && whoCanApprove?.length === 0 ? ['Nobody may decide it yet: somebody has to take the role.'] : []),
    ...(expiresAt ? [`${state === 'APPROVED' ? 'To be carried out by' : 'Expires'} ${when(expiresAt)}.`] : []),
  ];
}

function given({ approvals }: PromotionView): string[] {
  return approvals.length === 0 ? [] : ['*Decisions:*', ...approvals.map(approvalLine)];
}

function approvalLine({ by, role, decision, comment, at, stands }: ApprovalView): string {
  const how = decision === 'APPROVE' ? 'approved' : 'rejected';
  const why = comment ? `: ${safeLine(comment, 400)}` : '';
  const fell = stands ? '' : ' (does not count any more: the evidence has changed since)';
  return `• ${nameOf(by)}, as ${safeLine(role, 60)}, ${how} ${when(at)}${why}${fell}`;
}

const running = ['APPROVED', 'ROLLING_OUT', 'LIVE', 'FAILED', 'ROLLED_BACK'];

function rollout({ rollout: how, rollbackTarget, state }: PromotionView): string[] {
  if (!how || !running.includes(state)) return [];
  const percent = how.steps[how.step]?.percent;
  const step = how.steps.length > 1 ? `, step ${how.step + 1} of ${how.steps.length}` : '';
  const share = state === 'ROLLING_OUT' && percent !== undefined ? `, ${figure(percent)} % of the traffic` : '';
  const where = how.externalUrl ? link(how.externalUrl, 'Follow it where it runs') : null;
  return [
    `*Rollout:* ${inWords(how.strategy)}, carried out by ${inWords(how.executor)}${step}${share}.`,
    ...(how.waitingFor ? [safeLine(how.waitingFor, 300)] : []),
    ...(how.detail ? [safeLine(how.detail, 400)] : []),
    ...(rollbackTarget ? [`Rolling back leads to version ${safeLine(rollbackTarget.version, 64)}.`] : []),
    ...(where ? [where] : []),
  ];
}

function footer(promotion: PromotionView): string {
  const { model, policy, id } = promotion;
  const tier = inWords(model?.riskTier ?? policy.riskTier);
  return `${asked(promotion)} · risk ${tier} · ${safeLine(id, 64)}`;
}

function asked({ requestedBy, requestedAt }: PromotionView): string {
  return `Asked by ${nameOf(requestedBy)} ${when(requestedAt)}`;
}
