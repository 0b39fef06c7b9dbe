import type { KnownBlock } from '@slack/types';
import { written } from '../grammar.ts';
import type { NoteKind } from '../telling/plan.ts';
import { fitting, inUtc, safe, safeLine, shorten, when } from '../text.ts';
import { button, context, controls, header, type Shown, section } from './blocks.ts';
import { askAction } from './model.ts';

/** A storm of alerts in one place. Titles as they are. */
export interface StormView {
  beganAt: string;
  /** Null: it goes on. */
  endedAt: string | null;
  alerts: number;
  models: { model: string | null; alerts: number }[];
  /** How the newest stand, in safe sentences, newest first. */
  newest: string[];
}

/** Many alerts as one message: how many, of which models, and the newest. */
export function stormCard({ beganAt, endedAt, alerts, models, newest }: StormView): Shown {
  const over = endedAt === null ? '' : ' It is calm again.';
  const text = `${alerts} alerts came here since ${inUtc(beganAt)}; they are told of in this one message.${over}`;
  const since = endedAt === null ? `since ${when(beganAt)}` : `from ${when(beganAt)} to ${when(endedAt)}`;
  const byModel = models.map(
    ({ model, alerts: count }) => `• ${model === null ? 'of no model' : safeLine(model)}: ${count}`,
  );
  return {
    text,
    blocks: [
      header(endedAt === null ? `Many alerts: ${alerts}` : `Many alerts, now calm: ${alerts}`),
      section(`*${alerts}* alerts ${since}.`),
      section(fitting(byModel, 1500)),
      ...(newest.length === 0 ? [] : [section(`The newest:\n${bullets(newest, 2500)}`)]),
      ...(endedAt === null ? [context('Further alerts are counted here until none came for a minute.')] : []),
      context('Write `/handoff alerts <model>` to see and handle those of a model.'),
    ],
  };
}

function bullets(sentences: readonly string[], most: number): string {
  return fitting(
    sentences.map(sentence => `• ${shorten(sentence.replace(/\s+/g, ' '), 400)}`),
    most,
  );
}

/** What was held for somebody, in one message. latest: how each thing stands, in safe sentences. */
export function digestCard(latest: readonly string[]): Shown {
  const things = latest.length === 1 ? '1 thing' : `${latest.length} things`;
  const text = `Your digest: ${things} happened while it was quiet.`;
  const parts = partsOf(latest);
  return {
    text,
    blocks: [
      header('Your digest'),
      ...parts.map(part => section(part)),
      ...controls([
        button('Show what waits for me', { action: askAction, value: written({ verb: 'mine' }), style: 'primary' }),
      ]),
      context('Write `/handoff quiet` or `/handoff digest` to say when you want to be told.'),
    ],
  };
}

const partMost = 2800;

/** Sentences as bullets, in as many paragraphs as they need. */
function partsOf(sentences: readonly string[]): string[] {
  const parts: string[] = [];
  for (const sentence of sentences) {
    const line = `• ${shorten(sentence.replace(/\s+/g, ' '), 320)}`;
    const last = parts.at(-1);
    if (last !== undefined && last.length + line.length < partMost) parts[parts.length - 1] = `${last}\n${line}`;
    else parts.push(line);
  }
  return parts;
}

const notes: Readonly<Record<NoteKind, string>> = {
  REMINDED: 'A reminder: this still waits for an answer.',
  ESCALATED: 'Nobody answered this in time, so more people are told now.',
  UNDELIVERED: 'This is shown here because it could not be delivered where it belongs.',
};

/** What is said in the thread of a card. detail: from outside. latest: how the thing stands, safe. */
export function noteShown(kind: NoteKind, { detail, latest }: { detail: string | null; latest: string }): Shown {
  const more = detail === null ? [] : [safe(detail, 500)];
  const text = [notes[kind], ...more, shorten(latest, 1500)].join(' ');
  const blocks: KnownBlock[] = [section(text)];
  return { text, blocks };
}
