import type { ReportGapView, ReportName, ReportView } from '../answers/report.ts';
import { reportKinds } from '../answers/report.ts';
import { fitting, safe, safeLine, when } from '../text.ts';
import { bold, button, code, context, controls, link, type Shown, section } from './blocks.ts';
import { type Share, shareButtons } from './model.ts';
import { nameList, nameOf } from './names.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const reportActions = { askFor: 'report:ask-for' } as const;

/** What was asked for. model: null for a report of all models. */
export interface ReportAsked {
  kind: ReportName;
  model: { id: string; name: string; title: string } | null;
  /** As it was typed; null: the newest. */
  version: string | null;
  /** The look-up as it would be typed. */
  typed: string;
}

export interface ReportExtras {
  share: Share;
  /** Where people open the catalogue; null: the card has no link to the report. */
  publicUrl: string | null;
}

const titles: Readonly<Record<ReportName, string>> = {
  'model-card': 'Model card',
  'annex-iv': 'Technical documentation after Annex IV',
  'ml-bom': 'Bill of materials',
  inventory: 'Inventory after SR 11-7',
  'access-review': 'Access review',
  'decision-log': 'Decision log',
};

/** A report as a card: how much of it is told, what is missing and who can tell it, and where it is read. */
export function reportCard(report: ReportView, asked: ReportAsked, { share, publicUrl }: ReportExtras): Shown {
  const { gaps, digest, generatedAt } = report;
  const opens = publicUrl === null ? null : link(addressOf(asked, publicUrl), 'Open the report');
  const foot = [`Made ${when(generatedAt)}`, `digest ${code(digest.slice(0, 12))}`, ...(opens ? [opens] : [])];
  return {
    text: `${named(asked)}: ${coverage(report)}`,
    blocks: [
      section(`*${titles[asked.kind]}*${subject(asked, bold)}\n${coverage(report)}`),
      ...(gaps.length === 0 ? [] : [section(gapLines(gaps, asked.model === null))]),
      ...controls([...askButton(report, asked), ...shareButtons(share)]),
      context(foot.join(' · ')),
    ],
  };
}

function named(asked: ReportAsked): string {
  return `${titles[asked.kind]}${subject(asked, text => safeLine(text))}`;
}

function subject({ model, version }: ReportAsked, title: (text: string) => string): string {
  if (!model) return '';
  const of = version === null ? '' : `, version ${safeLine(version, 64)}`;
  return ` of ${title(model.title)} (${safeLine(model.name, 128)})${of}`;
}

/** Shares are told in whole percent; what is not whole is never told as such. */
function coverage({ coverage: share, gaps }: ReportView): string {
  const percent = share >= 1 ? 100 : Math.min(99, Math.round(share * 100));
  if (gaps.length === 0) return `${percent} % of what it looks for is told; nothing is missing.`;
  return `${percent} % of what it looks for is told; ${gaps.length} ${gaps.length === 1 ? 'point is' : 'points are'} missing.`;
}

const gapsMost = 12;

/** Of one model each point with who can tell it; of many each point with the models that lack it. */
function gapLines(gaps: readonly ReportGapView[], ofMany: boolean): string {
  const lines = ofMany ? byPoint(gaps) : gaps.map(gapLine);
  const hidden = lines.length - gapsMost;
  const rest = hidden > 0 ? [`and ${hidden} more in the report`] : [];
  return fitting([...lines.slice(0, gapsMost), ...rest], 2800);
}

function gapLine({ section: where, missing, whoCanFill, assigned }: ReportGapView): string {
  return `• *${safeLine(where, 80)}:* ${safe(missing, 300)} ${whoTells(whoCanFill, assigned)}`;
}

const modelsMost = 5;

function byPoint(gaps: readonly ReportGapView[]): string[] {
  const points = new Map<string, string[]>();
  for (const { missing, model } of gaps)
    points.set(missing, [...(points.get(missing) ?? []), model ? safeLine(model.title, 60) : 'of no model']);
  const all = [...points].toSorted(([, a], [, b]) => b.length - a.length);
  return all.map(([missing, models]) => {
    const more = models.length > modelsMost ? ` and ${models.length - modelsMost} more` : '';
    return `• *${safeLine(missing, 200)}* ${models.slice(0, modelsMost).join(', ')}${more}`;
  });
}

function whoTells(whoCanFill: ReportGapView['whoCanFill'], assigned: ReportGapView['assigned']): string {
  if (assigned) return `${nameOf(assigned.to)} was asked.`;
  return whoCanFill.length === 0 ? 'Nobody can tell it yet.' : `Who can: ${nameList(whoCanFill.slice(0, 3))}.`;
}

/** Somebody is asked for one point of one model: of a report of all models, from the model's own. */
function askButton({ gaps }: ReportView, { model, typed }: ReportAsked) {
  if (!model || gaps.length === 0 || typed.length > 500) return [];
  const value = pressedValue({ id: model.id, revision: 0, from: typed });
  const spoken = `Ask somebody for what is missing of ${model.title}`;
  return [button('Ask for what is missing…', { action: reportActions.askFor, value, spoken })];
}

function addressOf({ kind, model, version }: ReportAsked, publicUrl: string): string {
  const format = kind === 'ml-bom' ? 'JSON' : 'HTML';
  const search = new URLSearchParams({ kind: reportKinds[kind], format });
  if (model) search.set('model', model.name);
  if (version !== null) search.set('version', version);
  return `${publicUrl.replace(/\/$/, '')}/reports/read?${search}`;
}
