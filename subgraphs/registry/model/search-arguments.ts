import { PageArguments } from '@handoff/kit/schema/page';
import { ArgsType, Field } from 'type-graphql';

/** The arguments of a list that can be searched. */
@ArgsType()
export class SearchArguments extends PageArguments {
  @Field(() => String, { nullable: true, description: 'Part of a name or description.' }) search!: string | null;
}
