import type { KnownBlock, ModalView } from '@slack/types';
import type { PreviewView, PromotableView } from '../answers/promotion.ts';
import { fitting, safeLine } from '../text.ts';
import { bold, context, section } from './blocks.ts';
import { checkCount, checkLine, requirementsText, standsInTheWay } from './checks.ts';
import { breakingText, changesText, unread } from './comparison.ts';
import { risk } from './model.ts';
import { nameList } from './names.ts';
import type { FormName } from './notice-form.ts';

/** The form's callback_id. */
export const promoteView = 'promotion:request';
/** How it is named where it cannot be shown yet. */
export const promoteName: FormName = { callbackId: promoteView, title: 'Promote' };
/** What the button carries that opens the form; its value is the command as it would be typed. */
export const openFormAction = 'form:open';
/** Where the reason stands in the form: block_id and action_id. */
export const reasonInput = 'reason';

/** A promotion that could be asked for, with its dry run. */
export interface Proposal {
  model: Pick<PromotableView, 'id' | 'name' | 'title' | 'riskTier' | 'live'>;
  version: { id: string; version: string };
  environment: { name: string; title: string };
  preview: PreviewView;
}

/** The form that asks for a promotion: what changes, its checks, who decides, and a reason. metadata: at most 3000. */
export function promoteForm(proposal: Proposal, metadata: string): ModalView {
  const blocked = proposal.preview.checks.some(standsInTheWay);
  return {
    type: 'modal',
    callback_id: promoteView,
    private_metadata: metadata,
    title: { type: 'plain_text', text: promoteName.title },
    submit: { type: 'plain_text', text: blocked ? 'Ask all the same' : 'Ask for it' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [...about(proposal), ...checksOf(proposal.preview), ...decidersOf(proposal.preview), reason],
  };
}

const reason: KnownBlock = {
  type: 'input',
  block_id: reasonInput,
  label: { type: 'plain_text', text: 'Why should it be promoted?' },
  hint: { type: 'plain_text', text: 'Those who decide read this.' },
  element: { type: 'plain_text_input', action_id: reasonInput, multiline: true, max_length: 1000 },
};

function about({ model, version, environment, preview }: Proposal): KnownBlock[] {
  const { comparison } = preview;
  const running = model.live?.find(({ kind }) => kind === 'PRIMARY');
  const what = `Version ${bold(version.version, 64)} of ${bold(model.title)} (${safeLine(model.name, 128)})`;
  return [
    section(`${what}\nto ${bold(environment.title, 80)}, ${replaced(model)} · ${risk(model.riskTier)}`),
    ...(comparison?.breaking ? [section(breakingText(comparison))] : []),
    ...(comparison ? [section(changesText(comparison, 2600))] : []),
    ...(running && !comparison ? [section(unread)] : []),
  ];
}

function replaced({ live }: Proposal['model']): string {
  if (live === null) return 'where it cannot be read just now what runs';
  const running = live.find(({ kind }) => kind === 'PRIMARY');
  if (!running) return 'where nothing runs yet';
  return running.version
    ? `in place of version ${safeLine(running.version.version, 64)}`
    : 'in place of what runs there';
}

function checksOf({ checks }: PreviewView): KnownBlock[] {
  if (checks.length === 0) return [section('No check is asked for there.')];
  const blocked = checks.some(standsInTheWay);
  const then = blocked ? [context('Until these are cleared, nobody can approve it.')] : [];
  return [section(fitting([checkCount(checks), ...checks.map(checkLine)])), ...then];
}

function decidersOf({ approvals, whoCanApprove }: PreviewView): KnownBlock[] {
  const needed = requirementsText(approvals);
  if (!needed) return [section('*Approval:* nobody has to approve it.')];
  const people = whoCanApprove ?? [];
  const who = people.length > 0 ? `Who may: ${nameList(people)}.` : 'Nobody may yet: somebody has to take the role.';
  const several = approvals.reduce((sum, { count }) => sum + count, 0) > 1;
  return [section(`*Approval needed:* ${needed}${several ? ', each from another person' : ''}.\n${who}`)];
}
