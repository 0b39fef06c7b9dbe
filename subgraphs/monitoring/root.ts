import { Access } from '@handoff/kit/access/rule';
import { Directive, Query, Resolver } from 'type-graphql';

/** A schema needs one query, and monitoring is only asked about models so far. The gateway shows this one to nobody. */
@Resolver()
export class RootResolver {
  @Access('signed-in')
  @Directive('@federation__inaccessible')
  @Query(() => Boolean, { nullable: true, description: 'Not part of the graph: whether monitoring answers.' })
  monitoringAnswers() {
    return true;
  }
}
