import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { PageArguments } from '@handoff/kit/schema/page';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import { ModelStub, VersionStub } from '../model-stub.ts';
import { PersonStub } from '../person-stub.ts';
import { gatherVersionFor } from './gather.ts';
import { preview } from './preview.ts';
import type { PromotionState } from './promotion.ts';
import { decisionsOf, promotionsOfModel, promotionsOfVersion, requestsOf } from './queries.ts';
import { PromotionConnection, PromotionPreviewType, PromotionStateEnum, PromotionType } from './schema.ts';

@ArgsType()
class ModelPromotionsArguments extends PageArguments {
  @Field(() => [PromotionStateEnum], { nullable: true, description: 'Only in one of these states.' })
  state?: PromotionState[] | null;
}

@Resolver(() => ModelStub)
export class ModelPromotionsResolver {
  @FieldResolver(() => PromotionConnection, { nullable: true, description: 'Its promotions, newest first.' })
  promotions(
    @Root() { id }: ModelStub,
    @Ctx() context: Context,
    @Args(() => ModelPromotionsArguments) { state, first, after }: ModelPromotionsArguments,
  ) {
    return loadWith(context, promotionsOfModel, { key: id, args: { states: state ?? null, first, after } });
  }
}

@Resolver(() => VersionStub)
export class VersionPromotionsResolver {
  @FieldResolver(() => [PromotionType], { nullable: true, description: 'Its promotions, newest first.' })
  async promotions(@Root() { id }: VersionStub, @Ctx() context: Context) {
    return (await load(context, promotionsOfVersion, id)) ?? [];
  }

  @FieldResolver(() => PromotionPreviewType, {
    nullable: true,
    description: 'What would stand in the way of promoting it there, if the viewer asked now. Changes nothing.',
  })
  async promotionPreview(
    @Root() { id }: VersionStub,
    @Ctx() context: Context,
    @Arg('environment', () => String) environment: string,
  ) {
    const gathered = await gatherVersionFor(context, { versionId: id, environment });
    return gathered && preview(context, gathered);
  }
}

@Resolver(() => PersonStub)
export class PersonDecisionsResolver {
  @Access({ ownOr: 'ACCESS_ADMIN' })
  @FieldResolver(() => PromotionConnection, {
    nullable: true,
    description: 'The promotions they can decide now, newest first; of others only for who manages access.',
  })
  decisions(@Root() { id }: PersonStub, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, decisionsOf, { key: id, args: { first: args.first, after: args.after } });
  }

  @Access({ ownOr: 'ACCESS_ADMIN' })
  @FieldResolver(() => PromotionConnection, {
    nullable: true,
    description:
      'The promotions they asked for that are not over, newest first; of others only for who manages access.',
  })
  requests(@Root() { id }: PersonStub, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, requestsOf, { key: id, args: { first: args.first, after: args.after } });
  }
}
