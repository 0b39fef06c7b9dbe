import { Access } from '@handoff/kit/access/rule';
import { atTheGateway } from '@handoff/kit/live';
import { Arg, Resolver, Subscription } from 'type-graphql';
import { Model } from './schema.ts';

@Resolver()
export class ModelChanges {
  @Access('visible')
  @Subscription(() => Model, {
    nullable: true,
    subscribe: atTheGateway,
    description: 'A model each time something about it changed; at /graphql/stream.',
  })
  modelChanged(
    @Arg('model', () => String, { nullable: true, description: 'Its id or name; left out: any the viewer may see.' })
    _model?: string,
  ) {
    return atTheGateway();
  }
}
