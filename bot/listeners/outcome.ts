import type { AdviceView } from '../answers/advice.ts';
import type { AlertView } from '../answers/alert.ts';
import type { AssignmentView } from '../answers/assignment.ts';
import type { ExperimentView } from '../answers/experiment.ts';
import type { HandoverView } from '../answers/handover.ts';
import type { PromotionView } from '../answers/promotion.ts';
import type { Problem } from '../answers/shared.ts';
import type { Pressed } from '../cards/pressed.ts';
import type { Ask } from '../graph.ts';
import {
  advicePicture,
  alertPicture,
  assignmentPicture,
  experimentPicture,
  handoverPicture,
  type Picture,
  promotionPicture,
} from '../subjects.ts';

/** What became of a change: the thing as it stands now, and why it was not done, when it was not. */
export interface Outcome {
  picture: Picture | null;
  problem: Problem | null;
}

/** A change somebody makes to a thing they see, as themselves. key: the delivery's, so that it is made once. */
export type Change = (acting: { ask: Ask; about: Pressed; key: string }) => Promise<Outcome>;

interface Payload {
  problem: Problem | null;
}

/** What became of an assignment. */
export function ofAssignment(payload: (Payload & { assignment: AssignmentView | null }) | null): Outcome {
  return outcome(payload, payload?.assignment && assignmentPicture(payload.assignment));
}

/** What became of a promotion. */
export function ofPromotion(payload: (Payload & { promotion: PromotionView | null }) | null): Outcome {
  return outcome(payload, payload?.promotion && promotionPicture(payload.promotion));
}

/** What became of an alert. */
export function ofAlert(payload: (Payload & { alert: AlertView | null }) | null): Outcome {
  return outcome(payload, payload?.alert && alertPicture(payload.alert));
}

/** What became of a handover. */
export function ofHandover(payload: (Payload & { handover: HandoverView | null }) | null): Outcome {
  return outcome(payload, payload?.handover && handoverPicture(payload.handover));
}

/** What became of an advice. */
export function ofAdvice(payload: (Payload & { advice: AdviceView | null }) | null): Outcome {
  return outcome(payload, payload?.advice && advicePicture(payload.advice));
}

/** What became of an experiment. */
export function ofExperiment(payload: (Payload & { experiment: ExperimentView | null }) | null): Outcome {
  return outcome(payload, payload?.experiment && experimentPicture(payload.experiment));
}

function outcome(payload: Payload | null, picture: Picture | null | undefined): Outcome {
  return { picture: picture ?? null, problem: payload?.problem ?? null };
}
