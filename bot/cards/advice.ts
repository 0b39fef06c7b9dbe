import type { AdviceView } from '../answers/advice.ts';
import { fitting, safe, safeLine, told, when } from '../text.ts';
import { actionWords, adviceButtons } from './advice-buttons.ts';
import { bold, context, controls, link, type Shown, section } from './blocks.ts';
import { nameList } from './names.ts';

/** An advice as a card: what is suggested and why, who talks about it, and what was decided. from: the list it is in. */
export function adviceCard(advice: AdviceView, from?: string): Shown {
  const blocks = [
    section(headline(advice)),
    ...(advice.reasons.length > 0
      ? [
          section(
            fitting(
              advice.reasons.map(reason => `• ${told(reason, 500)}`),
              2800,
            ),
          ),
        ]
      : []),
    section(standing(advice).join('\n')),
    ...controls(adviceButtons(advice, from)),
    context(`Suggested ${when(advice.suggestedAt)} · ${safeLine(advice.id, 64)}`),
  ];
  return { text: adviceSentence(advice), blocks };
}

function headline(advice: AdviceView): string {
  const { model, version, action } = advice;
  const what = model ? `${bold(model.title)} (${safeLine(model.name, 128)})` : 'a model';
  const which = version ? `version ${bold(version.version, 80)} of ` : '';
  return `*Advice:* ${actionWords[action]}, for ${which}${what}`;
}

/** The same in one full sentence of plain, safe text, with where it stands. */
export function adviceSentence(advice: AdviceView): string {
  const { model, version, action, state, decision } = advice;
  const what = model ? `${safeLine(model.title)} (${safeLine(model.name, 128)})` : 'a model';
  const which = version ? `version ${safeLine(version.version, 80)} of ${what}` : what;
  if (state !== 'DECIDED') return `Handoff suggests about ${which}: ${actionWords[action]}.`;
  if (decision === null) return `Handoff no longer suggests anything about ${which}: what spoke for it is over.`;
  return `${deciders(advice)} decided about ${which}: ${actionWords[decision]}.`;
}

function deciders({ decidedBy }: AdviceView): string {
  return nameList(decidedBy ?? []) || 'Somebody';
}

function standing(advice: AdviceView): string[] {
  const { state, decision, decidedAt, rationale, discussion, participants } = advice;
  const thread = discussion ? [link(discussion, 'Open the discussion')].filter(each => each !== null) : [];
  if (state !== 'DECIDED') {
    const people = nameList(participants ?? []);
    const who = people === '' ? 'whoever answers for the model' : people;
    return [`To be decided by ${who}. Nothing is carried out by itself.`, ...thread];
  }
  const at = decidedAt ? ` ${when(decidedAt)}` : '';
  const what = decision ? `*Decided:* ${actionWords[decision]}, by ${deciders(advice)}${at}.` : `*Let go*${at}.`;
  return [what, ...(rationale ? [safe(rationale, 600)] : []), ...thread];
}

/** How it stands, for somebody who came too late. Safe text. */
export function latestOfAdvice(advice: AdviceView): string {
  return `Now: ${adviceSentence(advice)}`;
}
