import { Access } from '@handoff/kit/access/rule';
import type { PersonRow } from '@handoff/kit/access/table';
import { connectionOf } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { Directive, Field, ObjectType } from 'type-graphql';

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType({ implements: Principal, description: 'Somebody who signs in.' })
export class Person extends Principal implements Pick<PersonRow, 'id' | 'name' | 'email' | 'slackUserId' | 'active'> {
  @Field(() => String, { description: 'Unique, whatever the case of its letters.' }) email!: string;
  @Field(() => String, { nullable: true, description: 'Who they are in Slack, by their verified e-mail.' })
  slackUserId!: string | null;
  @Field(() => Boolean, { description: 'Whether they may sign in.' }) active!: boolean;
}

export const PersonConnection = connectionOf('PersonConnection', () => Person);
