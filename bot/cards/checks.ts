import type { CheckView, RequirementView } from '../answers/promotion.ts';
import { safeLine, told } from '../text.ts';
import { inWords, nameList, nameOf } from './names.ts';

/** Whether a check stands in the way: it failed, and nobody has waived it. */
export function standsInTheWay({ passed, waivedBy, waiverReason }: CheckView): boolean {
  return !passed && waivedBy === null && waiverReason === null;
}

/** One check in a line: passed, waived by whom and why, or failed, with the reason and who can clear it. */
export function checkLine(check: CheckView): string {
  const name = title(check.kind);
  if (check.passed) return `• Passed: ${name}. ${told(check.detail, 300)}`;
  if (!standsInTheWay(check)) {
    const why = check.waiverReason ? `: ${safeLine(check.waiverReason, 300)}` : '';
    return `• Waived by ${nameOf(check.waivedBy)}: ${name}${why}`;
  }
  const people = check.whoCanClear ?? [];
  const who = people.length > 0 ? ` Who can clear it: ${nameList(people)}.` : '';
  return `• *Failed:* ${name}. ${told(check.detail, 400)}${who}`;
}

/** The checks as a card shows them: failed and waived ones in full, passed ones counted. */
export function checkLines(checks: readonly CheckView[]): string[] {
  if (checks.length === 0) return [];
  const open = checks.filter(check => !check.passed);
  const failed = checks.filter(standsInTheWay);
  return [checkCount(checks), ...failed.map(checkLine), ...open.filter(check => !standsInTheWay(check)).map(checkLine)];
}

/** How many checks passed, were waived and failed, in one line. */
export function checkCount(checks: readonly CheckView[]): string {
  const passed = checks.filter(check => check.passed).length;
  const failed = checks.filter(standsInTheWay).length;
  const waived = checks.length - passed - failed;
  const parts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    `${passed} passed`,
  ];
  return `*Checks:* ${parts.join(', ')}.`;
}

/** Whose approval is needed: `1 data-scientist and 1 it-ops`; empty when nobody's is. */
export function requirementsText(requirements: readonly RequirementView[]): string {
  const each = requirements.map(({ role, count }) => `${count} ${safeLine(role, 60)}`);
  const last = each.pop();
  return each.length === 0 ? (last ?? '') : `${each.join(', ')} and ${last}`;
}

const titles: Record<string, string> = {
  DOCUMENTED: 'documentation',
  ACCOUNTABLE: 'accountability',
  COMPATIBLE_SIGNATURE: 'compatible signature',
  OBJECTIVES_MET: 'objectives',
  EXPERIMENT_WON: 'experiment',
  NO_OPEN_ALERTS: 'open alerts',
  NOT_FROZEN: 'freezes',
  HOSTED: 'hosting',
  REQUIREMENTS_MET: 'requirements of production',
  FEATURES_AVAILABLE: 'features',
  ASSUMPTIONS_HOLD: 'assumptions',
  CONVERSION_AGREES: 'conversion',
  REVIEWED: 'review at the handover',
};

function title(kind: string): string {
  return titles[kind] ?? inWords(kind);
}
