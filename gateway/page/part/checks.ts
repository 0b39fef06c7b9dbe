import { type Html, html, type Part } from '@handoff/kit/html';
import { badge, verdict } from './badge.ts';
import { inRow, type Named, named } from './name.ts';
import { empty, list } from './table.ts';
import { sentence } from './time.ts';
import { count, number, words } from './words.ts';

/** A check of a promotion, or of one that is thought about. */
export interface CheckLine {
  kind: string;
  passed: boolean;
  detail: string;
  waivedBy: Named;
  waiverReason: string | null;
  whoCanClear: { id: string; name: string }[] | null;
}

/** What a page asks for of it. */
export const checkFields = 'kind passed detail waiverReason waivedBy { id name } whoCanClear { id name }';

/** Checks with what stands in the way first; more: what stands below each. */
export function checkList(checks: readonly CheckLine[], more: (check: CheckLine) => Part = () => ''): Html {
  if (checks.length === 0) return empty('The policy asks for no checks here.');
  const open = (each: CheckLine) => !each.passed && each.waiverReason === null;
  const sorted = checks.toSorted((a, b) => Number(open(b)) - Number(open(a)));
  return html`<ul class="checks">${sorted.map(each => checkItem(each, more(each)))}</ul>`;
}

function checkItem({ kind, passed, detail, waivedBy, waiverReason, whoCanClear }: CheckLine, more: Part): Html {
  const isWaived = !passed && waiverReason !== null;
  const mark = isWaived ? badge('WARNING', 'Waived') : verdict(passed, ['Holds', 'Does not hold']);
  const can = !passed && !isWaived && whoCanClear && whoCanClear.length > 0;
  return html`<li><div class="check-head"><strong>${words(kind)}</strong>${mark}</div><p>${sentence(detail)}</p>
${isWaived ? html`<p class="quiet">${named(waivedBy)}: ${waiverReason}</p>` : ''}${can ? html`<p class="quiet">Who can clear it: ${inRow(whoCanClear.map(who => named(who)))}</p>` : ''}
${passed || isWaived ? '' : more}</li>`;
}

/** What a version would change over the one that it replaces. */
export interface ChangeOver {
  breaking: boolean;
  left: { version: string };
  right: { version: string };
  features: object[];
  evaluations: { metric: string; left: number | null; right: number | null; better: boolean | null }[];
}

/** What a page asks for of it. */
export const changeOverFields = `breaking left { version } right { version } features { name }
      evaluations { metric left right better }`;

/** What changes for callers and in the figures, in a few lines. */
export function changeOver(found: ChangeOver): Html {
  const said = (name: string, better: boolean) => {
    const all = found.evaluations.filter(each => each.better === better).slice(0, 8);
    return all.length === 0
      ? null
      : html`<div class="line"><strong>${name}</strong><span>${inRow(all.map(figure))}</span></div>`;
  };
  const lines = [said('Better', true), said('Worse', false)].filter(each => each !== null);
  return html`<p>${verdict(!found.breaking, ['Callers can change over', 'Callers would break'])} ${count(found.features.length, 'feature differs', 'features differ')} between version ${found.left.version} and version ${found.right.version}.</p>
${list(lines, 'No metric was measured on both.')}`;
}

function figure({ metric, left, right }: ChangeOver['evaluations'][number]): Html {
  return html`${metric} ${number(left ?? 0)} → ${number(right ?? 0)}`;
}

/** Who has to say yes, and who could. */
export function neededApprovals(approvals: readonly { role: string; count: number }[]): Html {
  const lines = approvals.map(
    ({ role, count: many }) =>
      html`<div class="line">${badge('PENDING', 'Needed')}<span>${many} × ${words(role)}</span></div>`,
  );
  return list(lines, 'Nobody has to approve it there.');
}
