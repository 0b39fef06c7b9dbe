import type { Shown } from './cards/blocks.ts';
import { withoutCharts } from './cards/charts.ts';
import { slackError } from './clients.ts';

/**
 * Sends what is shown; a Slack that refuses its blocks gets them once more without charts, which not every workspace
 * knows. Throws what Slack answers to the rest.
 */
export async function sendShown<T>(shown: Shown, send: (shown: Shown) => Promise<T>): Promise<T> {
  try {
    return await send(shown);
  } catch (error) {
    const plainer = withoutCharts(shown);
    if (slackError(error) !== 'invalid_blocks' || plainer.blocks.length === shown.blocks.length) throw error;
    return await send(plainer);
  }
}
