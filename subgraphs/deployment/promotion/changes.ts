import { Access } from '@handoff/kit/access/rule';
import { atTheGateway } from '@handoff/kit/live';
import { Arg, ID, Resolver, Subscription } from 'type-graphql';
import { PromotionType } from './schema.ts';

@Resolver()
export class PromotionChanges {
  @Access('visible')
  @Subscription(() => PromotionType, {
    nullable: true,
    subscribe: atTheGateway,
    description: 'A promotion each time something about it changed; at /graphql/stream.',
  })
  promotionChanged(
    @Arg('id', () => ID, { nullable: true, description: 'Only this one.' }) _id?: string,
    @Arg('model', () => String, { nullable: true, description: 'Only of this model, by its id or name.' })
    _model?: string,
  ) {
    return atTheGateway();
  }
}
