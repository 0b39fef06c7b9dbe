import { Access } from '@handoff/kit/access/rule';
import { atTheGateway } from '@handoff/kit/live';
import { Arg, ID, Resolver, Subscription } from 'type-graphql';
import { AlertType } from './schema.ts';

@Resolver()
export class AlertChanges {
  @Access('visible')
  @Subscription(() => AlertType, {
    nullable: true,
    subscribe: atTheGateway,
    description: 'An alert each time something about it changed; at /graphql/stream.',
  })
  alertChanged(
    @Arg('id', () => ID, { nullable: true, description: 'Only this one.' }) _id?: string,
    @Arg('model', () => String, { nullable: true, description: 'Only of this model, by its id or name.' })
    _model?: string,
  ) {
    return atTheGateway();
  }
}
