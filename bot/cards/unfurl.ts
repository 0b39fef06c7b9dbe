import type { KnownBlock } from '@slack/types';
import type { AlertView } from '../answers/alert.ts';
import type { PromotionView } from '../answers/promotion.ts';
import type { LinkedModel, LinkedVersion } from '../answers/unfurl.ts';
import { safe, safeLine } from '../text.ts';
import { alertEntry } from './alert.ts';
import { bold, section } from './blocks.ts';
import { healthLine } from './health.ts';
import { modelLine } from './model.ts';
import { promotionEntry } from './promotion.ts';

/** A model under a link to it. */
export function modelUnfurl(model: LinkedModel): KnownBlock[] {
  const about = safe(model.purpose ?? model.description ?? '', 600).trim();
  return [section(`${modelLine(model, healthLine(model.health))}${about ? `\n${about}` : ''}`)];
}

/** A version under a link to it. */
export function versionUnfurl({ version, algorithm, framework, changeNote, model, card }: LinkedVersion): KnownBlock[] {
  const facts = [
    ...(algorithm ? [safeLine(algorithm, 100)] : []),
    ...(framework ? [safeLine(framework, 100)] : []),
    `card ${Math.round(card.completeness * 100)} % complete`,
  ];
  const what = `Version ${bold(version, 64)} of ${bold(model.title)} (${safeLine(model.name, 128)})`;
  return [section([what, facts.join(' · '), ...(changeNote ? [safeLine(changeNote, 500)] : [])].join('\n'))];
}

/** A promotion under a link to it. Its buttons stay on its card: what is pressed here could not be drawn anew. */
export function promotionUnfurl(promotion: PromotionView): KnownBlock[] {
  return promotionEntry({ ...promotion, moves: [] });
}

/** An alert under a link to it, without buttons. */
export function alertUnfurl(alert: AlertView): KnownBlock[] {
  return alertEntry({ ...alert, moves: [] });
}
