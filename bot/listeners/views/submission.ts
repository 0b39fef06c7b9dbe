import type { ViewOutput } from '@slack/bolt';
import type { Services } from '../../services.ts';
import type { Visit } from '../visit.ts';

/** A modal that somebody submitted. */
export interface Submission extends Visit {
  view: ViewOutput;
}

/** What a modal does: complaints by block_id at once, and the work after it was acknowledged. */
export interface SubmittedView {
  check: (view: ViewOutput) => Record<string, string> | null;
  run: (services: Services, submission: Submission) => Promise<void>;
}
