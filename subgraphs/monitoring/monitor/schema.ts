import { Access } from '@handoff/kit/access/rule';
import {
  type Comparator,
  ComparatorEnum,
  DateTime,
  namesOf,
  type Severity,
  SeverityEnum,
} from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  type Monitor,
  type MonitorKind,
  type MonitorOrigin,
  monitorKinds,
  type PrometheusQuery,
  type Reference,
  type ReferenceKind,
} from './monitor.ts';

import type { Firing as FiringFound, Replayed } from './replay.ts';

export const MonitorKindEnum = namesOf(monitorKinds);
export const MonitorOriginEnum = namesOf(['PERSON', 'OBJECTIVE', 'REQUIREMENT', 'SYSTEM']);
export const ReferenceKindEnum = namesOf(['TRAINING', 'VERSION', 'TRAILING', 'SAME_WEEKDAY']);
registerEnumType(MonitorKindEnum, { name: 'MonitorKind', description: 'What a monitor looks at.' });
registerEnumType(MonitorOriginEnum, {
  name: 'MonitorOrigin',
  description: "Who made a monitor: a person, or itself from the model's objectives or requirements.",
});
registerEnumType(ReferenceKindEnum, { name: 'ReferenceKind', description: 'What something is held against.' });

@Access('given')
@ObjectType('PrometheusQuery', { description: 'A series that stays in Prometheus.' })
export class PrometheusQueryType implements PrometheusQuery {
  @Field(() => String, { description: 'Address of the server.' }) server!: string;
  @Field(() => String, { description: 'In PromQL.' }) query!: string;
}

@Access('given')
@ObjectType('Reference', { description: 'What something is held against.' })
export class ReferenceType implements Pick<Reference, 'kind' | 'days' | 'weeks'> {
  @Field(() => ReferenceKindEnum, { description: 'Training, a version, or the past.' }) kind!: ReferenceKind;
  @Field(() => Int, { nullable: true, description: 'Of TRAILING: how far back.' }) days!: number | null;
  @Field(() => Int, { nullable: true, description: 'Of SAME_WEEKDAY: how many of them.' }) weeks!: number | null;
}

type Kept = 'focus' | 'savedAt' | 'dueAt' | 'lease' | 'leasedUntil' | 'withdrawn';
type Shown = Omit<Monitor, 'modelId' | 'prometheus' | 'reference' | Kept>;

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Monitor', { description: 'A rule over what was observed of a model.' })
export class MonitorType implements Shown {
  @Field(() => ID, { description: 'Opaque: mon_….' }) id!: string;
  @Field(() => String, { description: 'What people call it; one of its name in a model.' }) name!: string;
  @Field(() => MonitorKindEnum, { description: 'What it looks at.' }) kind!: MonitorKind;
  @Field(() => MonitorOriginEnum, { description: 'Who made it.' }) origin!: MonitorOrigin;
  @Field(() => String, {
    nullable: true,
    description: 'Only what was recorded of deployments there; null: everything.',
  })
  environment!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What it watches: of METRIC the name of a metric, of others what their kind says.',
  })
  metric!: string | null;
  @Field(() => String, { nullable: true, description: 'The column it watches; null: all.' }) feature!: string | null;
  @Field(() => String, { nullable: true, description: 'The part it watches; null: all.' }) slice!: string | null;
  @Field(() => ComparatorEnum, { nullable: true, description: 'Which side of the threshold is good.' })
  comparator!: Comparator | null;
  @Field(() => Float, { nullable: true, description: 'The threshold itself is good.' }) threshold!: number | null;
  @Field(() => Float, { nullable: true, description: 'Of BURN_RATE: the share that must be good, such as 0.999.' })
  objective!: number | null;
  @Field(() => PrometheusQueryType, { nullable: true, description: 'Of METRIC: the series stays there.' })
  prometheus!: PrometheusQuery | null;
  @Field(() => Int, { description: 'How much of the past counts.' }) windowMinutes!: number;
  @Field(() => Int, { description: 'How long it must be bad before somebody is told.' }) forMinutes!: number;
  @Field(() => Int, { description: 'How long it must be good before the alert ends.' }) keepFiringMinutes!: number;
  @Field(() => Float, { description: 'With less in the window there is no data, and an alert stays as it is.' })
  minimumRows!: number;
  @Field(() => SeverityEnum, { description: 'Of its alerts.' }) severity!: Severity;
  @Field(() => String, { nullable: true, description: 'What to do about it, or where that is written.' })
  runbook!: string | null;
  @Field(() => Boolean, { description: 'Whether it is evaluated; open alerts of one that is not stay until resolved.' })
  enabled!: boolean;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
  @Field(() => DateTime, { nullable: true, description: 'When that last came about; null: not yet.' })
  lastEvaluatedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it could not be evaluated last; null: it could.' })
  trouble!: string | null;
}

@Access('given')
@ObjectType({ description: 'A time in which a rule would have fired.' })
export class Firing implements FiringFound {
  @Field(() => DateTime, { description: 'When somebody would have been told.' }) from!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it would have ended; null: not before the end.' })
  to!: Date | null;
  @Field(() => Float, { description: 'What was found when it would have fired.' }) value!: number;
}

@Access('given')
@ObjectType({ description: 'What a rule would have done over the stored history.' })
export class Backtest implements Replayed {
  @Field(() => Int, { description: 'How often it was evaluated.' }) evaluations!: number;
  @Field(() => [Firing], { description: 'When it would have fired, by whatever it looks at, in the order of time.' })
  firings!: Firing[];
}
