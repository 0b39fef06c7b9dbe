import type { AdviceView } from './answers/advice.ts';
import type { AlertView } from './answers/alert.ts';
import type { AssignmentView } from './answers/assignment.ts';
import type { HeadView } from './answers/audit.ts';
import type { ExperimentView } from './answers/experiment.ts';
import type { GapView } from './answers/gap.ts';
import type { HandoverView } from './answers/handover.ts';
import type { PromotionView } from './answers/promotion.ts';
import { adviceCard, latestOfAdvice } from './cards/advice.ts';
import { alertCard } from './cards/alert.ts';
import { latestOfAlert } from './cards/alert-words.ts';
import { assignmentCard, latestOfAssignment } from './cards/assignment.ts';
import { headCard } from './cards/audit.ts';
import type { Shown } from './cards/blocks.ts';
import { experimentCard, latestOfExperiment } from './cards/experiment.ts';
import { gapCard, gapSentence } from './cards/gap.ts';
import { handoverCard, latestOfHandover } from './cards/handover.ts';
import { withOpenLink } from './cards/open-link.ts';
import { promotionCard } from './cards/promotion.ts';
import { latestOfPromotion } from './cards/promotion-words.ts';
import type { Ask } from './graph.ts';

/** A thing as its card shows it now, and the revision that this is. */
export interface Picture {
  subjectId: string;
  revision: number;
  shown: Shown;
  /** How it stands and what was done last, in safe sentences, for somebody who came too late. */
  latest: string;
  /** Whether it still waits for somebody's answer. */
  waits: boolean;
  /** Its page in the catalogue, from the root: `/promotions/pro_…`; absent where it has none. */
  page?: string | null;
}

const waiting: ReadonlySet<string> = new Set(['PROPOSED', 'PENDING', 'OFFERED', 'IN_REVIEW', 'OPEN']);

/** An assignment's picture. */
export function assignmentPicture(assignment: AssignmentView): Picture {
  return picture(assignment, assignmentCard(assignment), latestOfAssignment(assignment));
}

/** A promotion's picture. */
export function promotionPicture(promotion: PromotionView): Picture {
  return picture(promotion, promotionCard(promotion), latestOfPromotion(promotion));
}

/** An alert's picture. */
export function alertPicture(alert: AlertView): Picture {
  return picture(alert, alertCard(alert), latestOfAlert(alert));
}

/** A handover's picture. */
export function handoverPicture(handover: HandoverView): Picture {
  const { model } = handover.version;
  return picture({ ...handover, model }, handoverCard(handover), latestOfHandover(handover));
}

/** An advice's picture. */
export function advicePicture(advice: AdviceView): Picture {
  return picture(advice, adviceCard(advice), latestOfAdvice(advice));
}

/** An experiment's picture. */
export function experimentPicture(experiment: ExperimentView): Picture {
  return picture(experiment, experimentCard(experiment), latestOfExperiment(experiment));
}

/** The picture of a day's head of the audit trail: drawn once, and never anew. */
function headPicture(subjectId: string, head: HeadView): Picture {
  const shown = headCard(head);
  return { subjectId, revision: 1, shown, latest: shown.text, waits: false };
}

/** The picture of an assigned gap, which never changes. */
function gapPicture(gap: GapView): Picture {
  return picture({ id: gap.id, revision: 1, state: 'OPEN', model: gap.model }, gapCard(gap), gapSentence(gap));
}

interface Thing {
  id: string;
  revision: number;
  state: string;
  /** The model it is about, whose page is taken where it has none of its own. */
  model?: { name: string } | null;
}

function picture(thing: Thing, shown: Shown, latest: string): Picture {
  const { id, revision, state } = thing;
  return { subjectId: id, revision, shown, latest, waits: waiting.has(state), page: pageOf(thing) };
}

const folders: Readonly<Record<string, string>> = { pro: 'promotions', alr: 'alerts', exp: 'experiments' };

function pageOf({ id, model }: Thing): string | null {
  const folder = folders[id.slice(0, 3)];
  if (folder) return `/${folder}/${encodeURIComponent(id)}`;
  return model ? `/models/${model.name.split('/').map(encodeURIComponent).join('/')}` : null;
}

type Read = (ask: Ask, id: string) => Promise<Picture | null>;

/** How each kind of thing is read and drawn, by the prefix of its id. */
const kinds: Record<string, Read> = {
  asg: async (ask, id) => drawn((await ask('ReadAssignment', { id })).assignment, assignmentPicture),
  pro: async (ask, id) => drawn((await ask('ReadPromotion', { id })).promotion, promotionPicture),
  alr: async (ask, id) => drawn((await ask('ReadAlert', { id })).alert, alertPicture),
  adv: async (ask, id) => drawn((await ask('ReadAdvice', { id })).advice, advicePicture),
  exp: async (ask, id) => drawn((await ask('ReadExperiment', { id })).experiment, experimentPicture),
  aud: async (ask, id) => drawn((await ask('ReadHead', {})).auditHead, head => headPicture(id, head)),
  gap: async (ask, id) => drawn((await ask('ReadGap', { id })).assignedGap, gapPicture),
  hov: async (ask, id) => drawn((await ask('ReadHandover', { id })).handover, handoverPicture),
};

function drawn<T>(thing: T | null, draw: (thing: T) => Picture): Picture | null {
  return thing && draw(thing);
}

/** Reads a thing and draws it; null when the graph shows no such thing. Throws for a kind that has no card. */
export function pictureOf(ask: Ask, id: string): Promise<Picture | null> {
  const read = kinds[id.slice(0, 3)];
  if (!read) throw new Error(`There is no card for ${id}.`);
  return read(ask, id);
}

/** What its card shows, with a link to its page; publicUrl: where people open the catalogue, null: nowhere. */
export function shownOf({ shown, page }: Picture, publicUrl: string | null): Shown {
  return page && publicUrl ? withOpenLink(shown, `${publicUrl.replace(/\/$/, '')}${page}`) : shown;
}

/** What a card's message carries beside its text: found again by it, whatever else changes. */
export function metadataOf({ subjectId, revision }: Picture, destination: string) {
  return {
    event_type: subjectId.startsWith('nte_') ? 'handoff_note' : 'handoff_card',
    event_payload: { subject: subjectId, destination, revision },
  };
}
