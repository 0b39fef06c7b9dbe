import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { AcknowledgeAlert, EscalateAlert, RateAlert, ResolveAlert, SilenceAlert } from './commands.ts';
import { AlertType } from './schema.ts';

const which = { description: 'The alert.' } as const;
const key = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'Says that one sees to an alert.' })
export class AcknowledgeAlertInput implements AcknowledgeAlert {
  @Field(() => ID, which) alertId!: string;
  @Field(() => String, { nullable: true, description: 'What one is about to do.' }) note?: string | null;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'Keeps an alert from being told for a while.' })
export class SilenceAlertInput implements SilenceAlert {
  @Field(() => ID, which) alertId!: string;
  @Field(() => Int, { description: 'How long: 1 to 43,200, which are 30 days.' }) minutes!: number;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'Ends the silence of an alert before its time.' })
export class UnsilenceAlertInput {
  @Field(() => ID, which) alertId!: string;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'Says that an alert is over. What is still wrong opens a new one.' })
export class ResolveAlertInput implements ResolveAlert {
  @Field(() => ID, which) alertId!: string;
  @Field(() => String, { description: 'What it was, and what was done.' }) note!: string;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'Asks the next: the team, then the fallback channel.' })
export class EscalateAlertInput implements EscalateAlert {
  @Field(() => ID, which) alertId!: string;
  @Field(() => String, { nullable: true, description: 'Why.' }) reason?: string | null;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'Says whether an alert was worth being told; the last verdict of each counts.' })
export class RateAlertInput implements RateAlert {
  @Field(() => ID, which) alertId!: string;
  @Field(() => Boolean, { description: 'Or noise.' }) useful!: boolean;
  @Field(() => String, { nullable: true, description: 'Why.' }) comment?: string | null;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads below.' })
abstract class AlertPayload {
  @Field(() => AlertType, { nullable: true, description: 'As it stands now, with a problem too.' })
  alert!: AlertType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

const answer = { description: 'The alert as it stands, or why not.' } as const;

@Access('given')
@ObjectType(answer)
export class AcknowledgeAlertPayload extends AlertPayload {}

@Access('given')
@ObjectType(answer)
export class SilenceAlertPayload extends AlertPayload {}

@Access('given')
@ObjectType(answer)
export class UnsilenceAlertPayload extends AlertPayload {}

@Access('given')
@ObjectType(answer)
export class ResolveAlertPayload extends AlertPayload {}

@Access('given')
@ObjectType(answer)
export class EscalateAlertPayload extends AlertPayload {}

@Access('given')
@ObjectType(answer)
export class RateAlertPayload extends AlertPayload {}
