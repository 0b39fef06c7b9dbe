import { Access } from '@handoff/kit/access/rule';
import type { ShownPerson } from '@handoff/kit/access/table';
import { connectionOf } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { Directive, Field, ObjectType } from 'type-graphql';
import type { PreferenceValues } from './preferences.ts';

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType({ implements: Principal, description: 'Somebody who signs in.' })
export class Person extends Principal implements ShownPerson {
  @Field(() => String, { description: 'Unique, whatever the case of its letters.' }) email!: string;
  @Field(() => String, { nullable: true, description: 'Who they are in Slack, by their verified e-mail.' })
  slackUserId!: string | null;
  @Field(() => Boolean, { description: 'Whether they may sign in.' }) active!: boolean;
}

export const PersonConnection = connectionOf('PersonConnection', () => Person);

@Access('given')
@ObjectType({ description: 'When somebody wants to be told. What is CRITICAL comes at once.' })
export class Preferences implements PreferenceValues {
  @Field(() => String, { nullable: true, description: 'Quiet from this time of day on, such as 19:00.' })
  quietFrom!: string | null;
  @Field(() => String, { nullable: true, description: 'Quiet until this time of day, such as 08:00.' })
  quietTo!: string | null;
  @Field(() => String, { nullable: true, description: 'When the daily digest comes; null: none.' })
  digestAt!: string | null;
  @Field(() => String, { description: 'The zone of these times, such as Europe/Zurich.' }) timeZone!: string;
}
