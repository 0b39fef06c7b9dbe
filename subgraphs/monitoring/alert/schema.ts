import { Access } from '@handoff/kit/access/rule';
import type { Via } from '@handoff/kit/actor';
import { connectionOf } from '@handoff/kit/schema/page';
import { DateTime, namesOf, type Severity, SeverityEnum, ViaEnum } from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Alert, type AlertState, alertStates, peoplesMoves } from './alert.ts';

export const AlertStateEnum = namesOf(alertStates);
export const AlertMoveEnum = namesOf(peoplesMoves);
registerEnumType(AlertStateEnum, {
  name: 'AlertState',
  description:
    'Where an alert stands. PENDING: not for long enough yet; RECOVERING: well, but not for long enough yet.',
});
registerEnumType(AlertMoveEnum, { name: 'AlertMove', description: 'What people can do with an alert.' });

type Hidden = 'modelId' | 'deploymentId' | 'monitorId' | 'stateSince' | 'acknowledgedById' | 'resolvedById';
type Shown = Omit<
  Alert,
  Hidden | 'previousId' | 'causeId' | 'told' | 'labels' | 'startedAt' | 'endedAt' | 'silencedAt'
>;

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Alert', { description: 'Something about a model that somebody should see to.' })
export class AlertType implements Shown {
  @Field(() => ID, { description: 'Opaque: alr_….' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Where it is; null: not known, or everywhere.' }) environment!:
    | string
    | null;
  @Field(() => String, { description: 'One alert of it is open at a time: repeats raise its count, not noise.' })
  fingerprint!: string;
  @Field(() => AlertStateEnum, { description: 'Where it stands.' }) state!: AlertState;
  @Field(() => SeverityEnum, { description: 'How urgent it is.' }) severity!: Severity;
  @Field(() => String, { description: 'What it is about, in a line.' }) title!: string;
  @Field(() => String, { description: 'What was found, in a sentence.' }) detail!: string;
  @Field(() => Float, { nullable: true, description: 'What was measured when it was last seen.' }) value!:
    | number
    | null;
  @Field(() => Float, { nullable: true, description: 'What it should have kept to.' }) threshold!: number | null;
  @Field(() => DateTime, { description: 'When it fired; while it is PENDING, when it began.' }) firedAt!: Date;
  @Field(() => DateTime, { description: 'When it was last seen.' }) lastSeenAt!: Date;
  @Field(() => Int, { description: 'How many times it was seen.' }) count!: number;
  @Field(() => DateTime, { nullable: true, description: 'When somebody said that they see to it.' })
  acknowledgedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Nobody is told before then.' }) silencedUntil!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was over.' }) resolvedAt!: Date | null;
  @Field(() => Int, { description: 'Who is asked: 0 the accountable, 1 their team, 2 the fallback channel.' })
  escalation!: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the next are asked, unless somebody sees to it until then; null: nobody will be.',
  })
  escalatesAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What to do about it, or where that is written.' })
  runbook!: string | null;
  @Field(() => Int, { description: 'Grows with every change; being seen again is none.' }) revision!: number;
}

export const AlertConnection = connectionOf('AlertConnection', () => AlertType);

/** One thing that happened to an alert. */
export interface AlertEvent {
  at: Date;
  byId: string | null;
  via: Via;
  move: string;
  note: string | null;
}

@Access('given')
@ObjectType('AlertEvent', { description: 'One thing that happened to an alert.' })
export class AlertEventType implements Omit<AlertEvent, 'byId'> {
  @Field(() => DateTime, { description: 'When.' }) at!: Date;
  @Field(() => ViaEnum, { description: 'The way it came in.' }) via!: Via;
  @Field(() => String, {
    description:
      'One of AlertMove, or what happened by itself: PEND, FIRE, CALM, RECOVER, RELAPSE, EXPLAIN, OUTLAST, SILENCE_OVER.',
  })
  move!: string;
  @Field(() => String, { nullable: true, description: 'What was said with it.' }) note!: string | null;
}

@Access('given')
@ObjectType({ description: 'One bar of a picture.' })
export class HistogramBin {
  @Field(() => String, { description: 'What it counts.' }) label!: string;
  @Field(() => Float, { description: 'Its share in what it is held against.' }) reference!: number;
  @Field(() => Float, { description: 'Its share now.' }) current!: number;
}

@Access('given')
@ObjectType({ description: 'What speaks for an alert.' })
export class AlertEvidence {
  @Field(() => String, { description: 'In words.' }) sentence!: string;
}
