import type { KnownBlock } from '@slack/types';
import type { AlertView } from '../answers/alert.ts';
import type { PromotionView } from '../answers/promotion.ts';
import type { Page } from '../answers/shared.ts';
import { alertEntry } from './alert.ts';
import { context, groupsThatFit, header, type Shown, section } from './blocks.ts';
import { promotionEntry } from './promotion.ts';

// Slack takes about 13,200 characters of blocks in all.
const listMost = 12_000;

/** What waits for somebody's decision, with buttons; null: it cannot be read just now. from: as it would be typed. */
export function pendingCard(decisions: Page<PromotionView> | null, from: string): Shown {
  if (!decisions) return unread('What waits for your decision');
  const { totalCount } = decisions;
  const text =
    totalCount === 0 ? 'Nothing waits for your decision.' : `${count(totalCount, 'promotion')} for your decision.`;
  return {
    text,
    blocks: listBlocks(
      'To decide',
      text,
      entriesOf(decisions, each => promotionEntry(each, from)),
    ),
  };
}

/** Open alerts with buttons; null: they cannot be read just now. whose: `yours` or a model's title, plain. */
export function alertList(alerts: Page<AlertView> | null, whose: string, from: string): Shown {
  if (!alerts) return unread('Alerts');
  const { totalCount } = alerts;
  const text =
    totalCount === 0
      ? `No open alert ${whose}.`
      : `${totalCount} open ${totalCount === 1 ? 'alert' : 'alerts'} ${whose}.`;
  return {
    text,
    blocks: listBlocks(
      'Open alerts',
      text,
      entriesOf(alerts, each => alertEntry(each, from)),
    ),
  };
}

interface Entries {
  groups: KnownBlock[][];
  total: number;
}

function entriesOf<T>({ nodes, totalCount }: Page<T>, draw: (node: T) => KnownBlock[]): Entries {
  return { groups: nodes.map(draw), total: totalCount };
}

function listBlocks(title: string, text: string, { groups, total }: Entries): KnownBlock[] {
  const fit = groupsThatFit(groups, listMost).slice(0, 10);
  const more = total > fit.length ? [context(`The first ${fit.length} of ${total} are shown.`)] : [];
  return [header(title), ...(fit.length === 0 ? [section(text)] : fit.flat()), ...more];
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun} waits` : `${number} ${noun}s wait`;
}

function unread(what: string): Shown {
  const text = `${what} cannot be read just now. Please try again in a minute.`;
  return { text, blocks: [section(text)] };
}
