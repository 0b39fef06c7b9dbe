import { Access } from '@handoff/kit/access/rule';
import { type Answer, type Done, done } from '@handoff/kit/command';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Recorded } from '../batch.ts';
import { BatchPayload, outcomeOf } from '../outcome.ts';

/** What became of a batch of labels. */
export interface RecordedLabels extends Recorded {
  /** How many of the labels that were taken wait for their row. */
  waiting: number;
  /** How many took the place of an earlier one. */
  replaced: number;
}

/** The answer of a command that took labels. */
export function recordedLabels(id: string, outcome: RecordedLabels): Done {
  return done(id, { recorded: JSON.stringify(outcome) });
}

/** What came of a batch of labels as its payload shows it. */
export function labelOutcomeOf(answer: Pick<Answer, 'also' | 'problem'>): RecordedLabels & { problem: object | null } {
  return { waiting: 0, replaced: 0, ...outcomeOf(answer) };
}

@Access('given')
@ObjectType({ description: 'What came of the batch.' })
export class RecordLabelsPayload extends BatchPayload implements RecordedLabels {
  @Field(() => Int, { description: 'How many of those that were taken wait for their row, which has not come.' })
  waiting!: number;
  @Field(() => Int, { description: 'How many took the place of an earlier label of their row.' }) replaced!: number;
}
