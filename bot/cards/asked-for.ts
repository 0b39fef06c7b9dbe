import type { KnownBlock } from '@slack/types';
import type { MineView, OfferLine, ProposalLine, RequestLine } from '../answers/mine.ts';
import { fitting, safeLine, when } from '../text.ts';
import { subjectOf } from './assignment.ts';
import { bold, header, section } from './blocks.ts';
import { requirementsText } from './checks.ts';
import { nameOf } from './names.ts';
import { stateWords } from './promotion-words.ts';

const askedMost = 1600;

/** What somebody asked others for and that is not over, in a line each; nothing where there is nothing. */
export function askedFor({ me }: MineView): KnownBlock[] {
  const { requests, offers = [], proposals } = me ?? {};
  const [asked, proposed] = [requests?.nodes ?? [], proposals?.nodes ?? []];
  const lines = [...asked.map(requestLine), ...offers.map(offerLine), ...proposed.map(proposalLine)];
  if (lines.length === 0) return [];
  const all = (requests?.totalCount ?? 0) + (proposals?.totalCount ?? 0);
  const hidden = all - asked.length - proposed.length;
  const rest = hidden > 0 ? [`and ${hidden} older ${hidden === 1 ? 'request' : 'requests'}`] : [];
  return [header('What you asked for'), section(fitting([...lines, ...rest], askedMost))];
}

function requestLine({
  state,
  kind,
  model,
  version,
  environment,
  missingApprovals,
  id,
  requestedAt,
}: RequestLine): string {
  const what = `version ${safeLine(version?.version ?? 'unknown', 64)} of ${bold(model?.title ?? 'a model')}`;
  const where = `${kind === 'RETIRE' ? 'out of' : 'to'} ${safeLine(environment.title, 80)}`;
  const missing = state === 'PENDING' ? requirementsText(missingApprovals) : '';
  const needs = missing ? `; it still needs ${missing}` : '';
  return `• *${stateWords[state]}:* ${what} ${where}${needs}. Asked ${when(requestedAt)} · ${safeLine(id, 64)}`;
}

function offerLine({ state, to, version, id, offeredAt }: OfferLine): string {
  const what = `version ${safeLine(version.version, 64)} of ${bold(version.model.title)}`;
  const how = state === 'IN_REVIEW' ? 'In review' : 'Offered';
  return `• *${how}:* ${what} to ${nameOf(to)}. Offered ${when(offeredAt)} · ${safeLine(id, 64)}`;
}

function proposalLine(proposal: ProposalLine): string {
  const { assignee, role, id, proposedAt } = proposal;
  const what = `${nameOf(assignee)} as ${bold(role.title)} of ${subjectOf(proposal)}`;
  return `• *Not answered yet:* ${what}. Asked ${when(proposedAt)} · ${safeLine(id, 64)}`;
}
