import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Services } from '../../services.ts';
import type { Visit } from '../visit.ts';

/** A modal that somebody submitted. */
export interface Submission extends Visit {
  view: ViewOutput;
}

/** What a modal does: complaints by block_id at once, and the work after it was acknowledged. */
export interface SubmittedView {
  check: (view: ViewOutput) => Record<string, string> | null;
  /** What stands in the form's place from then on, to be changed while it is worked on; left out: the form closes. */
  then?: ModalView;
  run: (services: Services, submission: Submission) => Promise<void>;
}
