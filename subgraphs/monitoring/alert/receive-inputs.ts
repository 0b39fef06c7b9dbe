import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Recorded, RejectedRow } from '../batch.ts';
import { RejectedRowType } from '../outcome.ts';
import type { ReceiveAlerts } from './receive.ts';
import type { Label, ReceivedAlert } from './receiving.ts';

export const ReceivedStatusEnum = namesOf(['FIRING', 'RESOLVED']);
registerEnumType(ReceivedStatusEnum, {
  name: 'ReceivedStatus',
  description: 'What an alerting system says of an alert.',
});

@InputType({ description: 'A name and a value.' })
export class AlertLabelInput implements Label {
  @Field(() => String, { description: 'Such as severity.' }) name!: string;
  @Field(() => String, { description: 'Such as critical.' }) value!: string;
}

@InputType({ description: 'An alert of an alerting system.' })
export class ReceivedAlertInput implements ReceivedAlert {
  @Field(() => String, { description: 'The same whenever this alert is sent: 1 to 200 characters.' })
  fingerprint!: string;
  @Field(() => ReceivedStatusEnum, { description: 'Whether it began or ended.' }) status!: ReceivedAlert['status'];
  @Field(() => DateTime, { description: 'When it began.' }) startsAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; left out: it has not, or now.' })
  endsAt?: Date | null;
  @Field(() => [AlertLabelInput], {
    description:
      'What it is about: model (or handoff_model), the name or id of one; version, environment, severity (critical, warning, info) and alertname if there are.',
  })
  labels!: AlertLabelInput[];
  @Field(() => [AlertLabelInput], { description: 'What people read: summary, description, runbook_url.' })
  annotations!: AlertLabelInput[];
}

@InputType({ description: 'Alerts of an alerting system, as it sends them; repeat-safe.' })
export class ReceiveAlertsInput implements ReceiveAlerts {
  @Field(() => [ReceivedAlertInput], { description: 'Up to 1,000.' }) alerts!: ReceivedAlertInput[];
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'What came of the alerts.' })
export class ReceiveAlertsPayload implements Omit<Recorded, 'duplicate'> {
  @Field(() => Int, { description: 'How many were taken.' }) accepted!: number;
  @Field(() => [RejectedRowType], { description: 'Those that were not, and why.' }) rejected!: RejectedRow[];
  @Field(() => ProblemType, { nullable: true, description: 'Why nothing was taken.' }) problem!: ProblemType | null;
}
