import type { KnownBlock } from '@slack/types';
import type { Visibility } from '../../answers/unfurl.ts';
import { alertUnfurl, modelUnfurl, promotionUnfurl, versionUnfurl } from '../../cards/unfurl.ts';
import { slackError } from '../../clients.ts';
import type { Ask } from '../../graph.ts';
import { type Linked, linkedBy } from '../../links.ts';
import type { Services } from '../../services.ts';
import type { Happening } from './happening.ts';

/** Slack shows a few links of a message; more would only be in the way. */
const mostLinks = 5;

/**
 * Shows what links to the catalogue lead to, as whoever posted them may see it. A channel reads it, so what is about a
 * restricted model stays a link.
 */
export async function unfurl(services: Services, { event }: Happening): Promise<void> {
  const { live, people, graph, publicUrl, log } = services;
  const { user: userId, channel, message_ts: ts, links = [] } = event;
  if (typeof userId !== 'string' || !channel || !ts || publicUrl === null) return;
  const identity = await people.identify(userId);
  if (identity.kind === 'Stranger') return;
  const shown: Record<string, { blocks: KnownBlock[] }> = {};
  for (const { url } of links.slice(0, mostLinks)) {
    const linked = linkedBy(url, publicUrl);
    const blocks = linked && (await reading[linked.kind](graph.as(userId), linked.key));
    if (blocks) shown[url] = { blocks };
  }
  if (Object.keys(shown).length === 0) return;
  try {
    await live.chat.unfurl({ channel, ts, unfurls: shown });
  } catch (error) {
    // The message is gone, or was never kept; a link without a picture is no failure.
    if (slackError(error) === null) throw error;
    log.warn({ err: error }, 'A link could not be shown.');
  }
}

type Read = (ask: Ask, key: string) => Promise<KnownBlock[] | null>;

const reading: Readonly<Record<Linked['kind'], Read>> = {
  model: async (ask, name) => {
    const { model } = await ask('LinkedModel', { name });
    return model && isOpen(model) ? modelUnfurl(model) : null;
  },
  version: async (ask, id) => {
    const { modelVersion } = await ask('LinkedVersion', { id });
    return modelVersion && isOpen(modelVersion.model) ? versionUnfurl(modelVersion) : null;
  },
  promotion: async (ask, id) => {
    const { promotion } = await ask('LinkedPromotion', { id });
    return promotion && isOpen(promotion.about) ? promotionUnfurl(promotion) : null;
  },
  alert: async (ask, id) => {
    const { alert } = await ask('LinkedAlert', { id });
    return alert && isOpen(alert.about) ? alertUnfurl(alert) : null;
  },
};

function isOpen(about: { visibility: Visibility } | null): boolean {
  return about?.visibility === 'INTERNAL';
}
