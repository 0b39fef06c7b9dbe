import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { type HandoverMove, type HandoverRow, isOpen } from './handover.ts';
import { movesOf } from './policy.ts';
import { commentsOfHandover, contentFor, sectionsOfHandover } from './queries.ts';
import { openSections, type ShownSection, shownSections } from './section.ts';
import { viewerStanding } from './standing.ts';

/** All sections of a handover with their threads; once it is answered, as they were found. */
export async function sectionsFor(context: Context, handover: HandoverRow): Promise<ShownSection[]> {
  const found = (await load(context, sectionsOfHandover, handover.id)) ?? [];
  const comments = (await load(context, commentsOfHandover, handover.id)) ?? [];
  return shownSections(found, comments, isOpen(handover.state) ? await contentFor(context, handover) : null);
}

/** What the viewer may do with a handover now, or what somebody may. */
export async function movesFor(context: Context, handover: HandoverRow, anyone: boolean): Promise<HandoverMove[]> {
  const found = (await load(context, sectionsOfHandover, handover.id)) ?? [];
  const open = openSections(found, await contentFor(context, handover));
  return movesOf(handover, open, anyone ? 'anyone' : await viewerStanding(context, handover));
}
