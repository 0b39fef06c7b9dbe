import type { GapView } from '../answers/gap.ts';
import { safe, safeLine, when } from '../text.ts';
import { bold, context, type Shown, section } from './blocks.ts';
import { nameOf } from './names.ts';

/** An assigned gap as a card: what a report found missing, and how whoever is asked fills it. */
export function gapCard(gap: GapView): Shown {
  const { missing, mend, note, dueAt, by, at, id } = gap;
  const lines = [
    `*Missing:* ${bold(missing ?? gap.point)} of ${modelOf(gap)}`,
    ...(note ? [`Note: ${safe(note, 500)}`] : []),
    ...(mend ? [`Next: ${safeLine(mend, 300)}`] : []),
    ...(dueAt ? [`Please fill it by ${when(dueAt)}.`] : []),
  ];
  const footer = `Asked by ${nameOf(by)} ${when(at)} · ${safeLine(id, 64)}`;
  return { text: gapSentence(gap), blocks: [section(lines.join('\n')), context(footer)] };
}

/** The same in one full sentence of plain, safe text. */
export function gapSentence(gap: GapView): string {
  const { by, to, missing, point } = gap;
  return `${nameOf(by)} asks ${nameOf(to)} to fill a gap of ${modelOf(gap)}: ${safeLine(missing ?? point)}`;
}

function modelOf({ model }: GapView): string {
  return model ? `${safeLine(model.title)} (${safeLine(model.name, 128)})` : 'a model';
}
