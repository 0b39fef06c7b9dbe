import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { refreshById } from './queries.ts';
import { refreshSource } from './request.ts';
import { RefreshSourceInput, RefreshSourcePayload } from './schema.ts';

@Resolver()
export class RefreshMutations {
  @Access('judged')
  @Mutation(() => RefreshSourcePayload, {
    nullable: true,
    description:
      'Has a record read anew from where it lives, where Handoff is told how to reach that (HANDOFF_MLFLOW_URL). Tried again until it works, for some hours.',
  })
  refreshSource(@Ctx() context: Context, @Arg('input', () => RefreshSourceInput) input: RefreshSourceInput) {
    return payload(execute(context, refreshSource, input), { refresh: refreshById });
  }
}
