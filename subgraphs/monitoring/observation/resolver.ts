import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { outcomeOf } from '../outcome.ts';
import { RecordObservationsInput, RecordObservationsPayload } from './inputs.ts';
import { recordRows } from './record.ts';

@Resolver()
export class ObservationMutations {
  @Access('judged')
  @Mutation(() => RecordObservationsPayload, {
    nullable: true,
    description: 'Records rows that a model predicted on; needs INGEST on it. Repeat-safe by batchId.',
  })
  async recordObservations(
    @Ctx() context: Context,
    @Arg('input', () => RecordObservationsInput) input: RecordObservationsInput,
  ) {
    return outcomeOf(await recordRows(context, input));
  }
}
