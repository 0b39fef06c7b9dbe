import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { RecordLabelsInput } from './inputs.ts';
import { labelOutcomeOf, RecordLabelsPayload } from './outcome.ts';
import { recordAllLabels } from './record.ts';

@Resolver()
export class LabelMutations {
  @Access('judged')
  @Mutation(() => RecordLabelsPayload, {
    nullable: true,
    description: 'Records what came true, late or not; needs INGEST on the model. Repeat-safe by batchId.',
  })
  async recordLabels(@Ctx() context: Context, @Arg('input', () => RecordLabelsInput) input: RecordLabelsInput) {
    return labelOutcomeOf(await recordAllLabels(context, input));
  }
}
