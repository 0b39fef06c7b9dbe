import { Access } from '@handoff/kit/access/rule';
import { type Answer, type Done, done } from '@handoff/kit/command';
import { shownProblem } from '@handoff/kit/payload';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Recorded, RejectedRow } from './batch.ts';

/** The answer of a command that took a batch for something. */
export function recorded(id: string, outcome: Recorded): Done {
  return done(id, { recorded: JSON.stringify(outcome) });
}

/** What came of a batch as its payload shows it: nothing was taken where there is a problem. */
export function outcomeOf({ also, problem }: Pick<Answer, 'also' | 'problem'>): Recorded & { problem: object | null } {
  const nothing: Recorded = { accepted: 0, rejected: [], duplicate: false };
  const outcome = also.recorded === undefined ? nothing : (JSON.parse(also.recorded) as Recorded);
  return { ...outcome, problem: shownProblem(problem) };
}

@Access('given')
@ObjectType('RejectedRow', { description: 'A row that was not taken.' })
export class RejectedRowType implements RejectedRow {
  @Field(() => Int, { description: 'Its place in what was sent, from 0.' }) index!: number;
  @Field(() => String, { description: 'Why, and how to mend it.' }) reason!: string;
}

@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads of batches.' })
export abstract class BatchPayload implements Recorded {
  @Field(() => Int, { description: 'How many were taken.' }) accepted!: number;
  @Field(() => [RejectedRowType], { description: 'Those that were not, and why.' }) rejected!: RejectedRowType[];
  @Field(() => Boolean, { description: 'This batchId came before: nothing was added.' }) duplicate!: boolean;
  @Field(() => ProblemType, { nullable: true, description: 'Why nothing was recorded.' }) problem!: ProblemType | null;
}
