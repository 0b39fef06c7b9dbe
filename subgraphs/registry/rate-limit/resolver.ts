import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { Ctx, Query, Resolver } from 'type-graphql';
import { RateLimitType } from './schema.ts';

@Resolver(() => RateLimitType)
export class RateLimitResolver {
  @Access('signed-in')
  @Query(() => RateLimitType, {
    nullable: true,
    description: 'What this request costs and what is left; null where the gateway did not count it.',
  })
  rateLimit(@Ctx() { rateLimit }: Context) {
    return rateLimit ?? null;
  }
}
