import type { Block, Gap, Section } from '../report.ts';
import type { Subject } from '../subject.ts';
import type { Part, Sought } from './evidence.ts';

/** A section before it is told: what it asks, and the parts that tell it. */
export interface Outline {
  chapter?: string;
  number?: string;
  title: string;
  asks?: string;
  parts: readonly Part[];
}

/** A model's sections, with how many of the points they look for are told; the same point counts once. Pure. */
export function sectionsOf(
  subject: Subject,
  outlines: readonly Outline[],
): { sections: Section[]; points: { asked: number; told: number } } {
  const all = new Map<string, boolean>();
  const sections = outlines.map(outline => {
    const evidence = outline.parts.map(part => part(subject));
    const looked = evidence.flatMap(({ sought }) => sought);
    for (const { point, told } of looked) all.set(point.key, told);
    return {
      ...{ chapter: outline.chapter ?? null, number: outline.number ?? null },
      ...{ title: outline.title, asks: outline.asks ?? null },
      blocks: joined(evidence.flatMap(({ blocks }) => blocks)).map(block => untitled(block, outline.title)),
      sources: [...new Set(evidence.filter(({ blocks }) => blocks.length > 0).flatMap(({ sources }) => sources))],
      gaps: gapsIn(outline, subject, looked),
    };
  });
  return { sections, points: { asked: all.size, told: [...all.values()].filter(Boolean).length } };
}

function gapsIn({ number, title }: Outline, { model }: Subject, looked: readonly Sought[]): Gap[] {
  const open = new Map(looked.filter(({ told }) => !told).map(({ point }) => [point.key, point]));
  return [...open.values()].map(point => ({
    section: number === undefined ? title : `${number} ${title}`,
    model: { id: model.id, name: model.name },
    point,
  }));
}

/** Facts that follow each other as one list. */
function joined(blocks: readonly Block[]): Block[] {
  const all: Block[] = [];
  for (const block of blocks) {
    const last = all.at(-1);
    if (block.kind === 'Facts' && last?.kind === 'Facts')
      all[all.length - 1] = { ...last, facts: [...last.facts, ...block.facts] };
    else all.push(block);
  }
  return all;
}

/** A table that is called as its section is needs no title. */
function untitled(block: Block, title: string): Block {
  return block.kind === 'Table' && block.title === title ? { ...block, title: null } : block;
}
