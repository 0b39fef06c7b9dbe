import { coverageOf, type FilledGap, gapsOf, type Report, type Stamp } from '../report.ts';

/** When, for whom and on which state of the trail a report was made, line by line: name and value. */
export function stampLines(report: Report, { generatedAt, by, head }: Stamp): (readonly [string, string])[] {
  const { asked, told } = report.points;
  return [
    ['Made at', `${generatedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`],
    ['Made for', by],
    ...(asked === 0 ? [] : [['Told', `${told} of ${asked} points (${percent(coverageOf(report))})`] as const]),
    ['Gaps', String(gapsOf(report).length)],
    ['Trail', head ? `up to entry #${head.seq}, ${head.hash}` : 'no entry yet'],
    ['Digest of the content', report.digest],
  ];
}

/** A share rounded down, so that only what is whole is 100 %. */
function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

/** So many of those who can fill a gap are named at most. */
const mostNamed = 10;

/** Columns of a list of gaps; the model only where they are of several. */
export const gapHeads = ['Missing', 'How to fill it', 'Who can', 'Asked'] as const;

/** One gap as cells under gapHeads. */
export function gapCells({ point, whoCanFill, asked }: FilledGap): [string, string, string, string] {
  const who = whoCanFill.map(({ name }) => name).join(', ');
  const more = whoCanFill.length >= mostNamed ? ' and perhaps others' : '';
  const due = asked?.due ? `, due ${asked.due}` : '';
  return [
    `${point.missing} (${point.key})`,
    point.mend,
    who === '' ? `nobody yet: it takes ${point.needs}` : `${who}${more}`,
    asked ? `${asked.to} on ${asked.on}${due}` : 'nobody yet',
  ];
}
