import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { Access } from '../access/rule.ts';
import type { Page, PageArgs } from '../page.ts';

@Access('given')
@Directive('@shareable')
@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow.' }) hasNextPage!: boolean;
  @Field(() => String, { nullable: true, description: 'For "after" of the next page; null on an empty page.' })
  endCursor!: string | null;
}

/** The arguments of every list that grows. */
@ArgsType()
export class PageArguments implements PageArgs {
  @Field(() => Int, { nullable: true, defaultValue: 25, description: 'How many: 1 to 100.' }) first!: number | null;
  @Field(() => String, { nullable: true, description: 'The endCursor of the page before.' }) after!: string | null;
}

/** A connection type over a node type: nodes, pageInfo, and a total that is counted only when asked for. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T>): ClassType<Page<T>> {
  @Access('given')
  @ObjectType(name, { description: 'One page of a list.' })
  class Connection implements Page<T> {
    @Field(() => [node()], { description: 'What is on this page.' }) nodes!: T[];
    @Field(() => PageInfo, { description: 'Where the page ends.' }) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many the viewer may see in all.' }) totalCount!: () => Promise<number>;
  }
  return Connection;
}
