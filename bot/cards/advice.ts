import type { AdviceAction, AdviceView } from '../answers/advice.ts';
import { fitting, safe, safeLine, when } from '../text.ts';
import { bold, context, link, type Shown, section } from './blocks.ts';
import { nameList } from './names.ts';

/** An advice as a card: what is suggested and why, who talks about it, and what was decided. */
export function adviceCard(advice: AdviceView): Shown {
  const blocks = [
    section(headline(advice)),
    ...(advice.reasons.length > 0
      ? [
          section(
            fitting(
              advice.reasons.map(reason => `• ${safe(reason, 500)}`),
              2800,
            ),
          ),
        ]
      : []),
    section(standing(advice).join('\n')),
    context(`Suggested ${when(advice.suggestedAt)} · ${safeLine(advice.id, 64)}`),
  ];
  return { text: adviceSentence(advice), blocks };
}

const actions: Readonly<Record<AdviceAction, string>> = {
  RETRAIN: 'retrain it',
  RE_ENGINEER_FEATURES: 're-engineer its features',
  FIX_DATA: 'fix the data',
  ROLL_BACK: 'roll back',
  KEEP: 'keep it as it is',
};

function headline(advice: AdviceView): string {
  const { model, version, action } = advice;
  const what = model ? `${bold(model.title)} (${safeLine(model.name, 128)})` : 'a model';
  const which = version ? `version ${bold(version.version, 80)} of ` : '';
  return `*Advice:* ${actions[action]}, for ${which}${what}`;
}

/** The same in one full sentence of plain, safe text, with where it stands. */
export function adviceSentence(advice: AdviceView): string {
  const { model, version, action, state, decision } = advice;
  const what = model ? `${safeLine(model.title)} (${safeLine(model.name, 128)})` : 'a model';
  const which = version ? `version ${safeLine(version.version, 80)} of ${what}` : what;
  if (state !== 'DECIDED') return `Handoff suggests about ${which}: ${actions[action]}.`;
  if (decision === null) return `Handoff no longer suggests anything about ${which}: what spoke for it is over.`;
  return `${deciders(advice)} decided about ${which}: ${actions[decision]}.`;
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
  const what = decision ? `*Decided:* ${actions[decision]}, by ${deciders(advice)}${at}.` : `*Let go*${at}.`;
  return [what, ...(rationale ? [safe(rationale, 600)] : []), ...thread];
}

/** How it stands, for somebody who came too late. Safe text. */
export function latestOfAdvice(advice: AdviceView): string {
  return `Now: ${adviceSentence(advice)}`;
}
