import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import type { Page } from '../page.ts';

@Directive('@shareable')
@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow.' }) hasNextPage!: boolean;
  @Field(() => String, { nullable: true, description: 'For "after" of the next page; null on an empty page.' })
  endCursor!: string | null;
}

/** A connection type over a node type: nodes, pageInfo, and a total that is counted only when asked for. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T>): ClassType<Page<T>> {
  @ObjectType(name, { description: 'One page of a list.' })
  class Connection implements Page<T> {
    @Field(() => [node()], { description: 'What is on this page.' }) nodes!: T[];
    @Field(() => PageInfo, { description: 'Where the page ends.' }) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many the viewer may see in all.' }) totalCount!: () => Promise<number>;
  }
  return Connection;
}
