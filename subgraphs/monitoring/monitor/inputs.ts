import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { type Comparator, ComparatorEnum, DateTime, type Severity, SeverityEnum } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { SaveMonitor } from './commands.ts';
import type { MonitorKind, MonitorWish, PrometheusQuery, Reference, ReferenceKind } from './monitor.ts';
import { MonitorKindEnum, MonitorType, ReferenceKindEnum } from './schema.ts';

@InputType({ description: 'A series that stays in Prometheus.' })
export class PrometheusQueryInput implements PrometheusQuery {
  @Field(() => String, { description: 'Address of the server.' }) server!: string;
  @Field(() => String, { description: 'In PromQL.' }) query!: string;
}

@InputType({ description: 'What something is held against.' })
export class ReferenceInput implements Reference {
  @Field(() => ReferenceKindEnum, { description: 'Training, a version, or the past.' }) kind!: ReferenceKind;
  @Field(() => ID, { nullable: true, description: 'Of VERSION: which.' }) versionId?: string | null;
  @Field(() => Int, { nullable: true, description: 'Of TRAILING: how far back.' }) days?: number | null;
  @Field(() => Int, { nullable: true, description: 'Of SAME_WEEKDAY: how many of them.' }) weeks?: number | null;
}

@InputType({ description: 'What a monitor is to be; what its kind has no use for is refused.' })
export class MonitorInput implements MonitorWish {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => String, { description: 'What people call it; one of its name in a model.' }) name!: string;
  @Field(() => MonitorKindEnum, { description: 'What it looks at.' }) kind!: MonitorKind;
  @Field(() => String, { nullable: true, description: 'Only deployments there; left out: everything.' }) environment?:
    | string
    | null;
  @Field(() => String, {
    nullable: true,
    description:
      'METRIC: its name, as it is recorded; LATENCY: p95, or another percentile; COST: burn, forecast or amount; COMPLIANCE: validation, card, owner or assumptions; EXTERNAL: alertname.',
  })
  metric?: string | null;
  @Field(() => String, { nullable: true, description: 'DRIFT and DATA_QUALITY: the column; left out: all.' }) feature?:
    | string
    | null;
  @Field(() => String, { nullable: true, description: 'Only this part; left out: all.' }) slice?: string | null;
  @Field(() => ComparatorEnum, { nullable: true, description: 'Which side of the threshold is good.' })
  comparator?: Comparator | null;
  @Field(() => Float, { nullable: true, description: 'The threshold itself is good.' }) threshold?: number | null;
  @Field(() => Float, { nullable: true, description: 'BURN_RATE: the share that must be good, such as 0.999.' })
  objective?: number | null;
  @Field(() => PrometheusQueryInput, { nullable: true, description: 'METRIC: a series that stays in Prometheus.' })
  prometheus?: PrometheusQueryInput | null;
  @Field(() => Int, { nullable: true, defaultValue: 60, description: 'How much of the past counts: 1 to 44,640.' })
  windowMinutes?: number | null;
  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'How long it must be bad before somebody is told: 0 to 10,080.',
  })
  forMinutes?: number | null;
  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'How long it must be good before the alert ends: 0 to 10,080.',
  })
  keepFiringMinutes?: number | null;
  @Field(() => Float, {
    nullable: true,
    defaultValue: 100,
    description: 'With less in the window there is no data, and an alert stays as it is.',
  })
  minimumRows?: number | null;
  @Field(() => SeverityEnum, { nullable: true, defaultValue: 'WARNING', description: 'Of its alerts.' })
  severity?: Severity | null;
  @Field(() => ReferenceInput, {
    nullable: true,
    description:
      'DRIFT: what it is held against; METRIC: TRAILING or SAME_WEEKDAY, its own past: the value is then how many times as great it is.',
  })
  reference?: ReferenceInput | null;
  @Field(() => String, { nullable: true, description: 'What to do about it, or where that is written.' }) runbook?:
    | string
    | null;
  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'Whether it is evaluated.' }) enabled?:
    | boolean
    | null;
}

@ArgsType()
export class BacktestPeriod {
  @Field(() => DateTime, { description: 'Where it begins: up to 400 days ago.' }) from!: Date;
  @Field(() => DateTime, { description: 'Where it ends: now at the latest.' }) to!: Date;
}

@InputType({ description: 'Makes a monitor, or with an id changes that one: all of it is set anew.' })
export class SaveMonitorInput implements SaveMonitor {
  @Field(() => ID, { nullable: true, description: 'The monitor to change; left out: a new one.' }) id?: string | null;
  @Field(() => Int, { nullable: true, description: 'The one that was seen; another by now: Conflict.' }) revision?:
    | number
    | null;
  @Field(() => MonitorInput, { description: 'What it is to be.' }) monitor!: MonitorInput;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'The monitor, or why it could not be saved.' })
export class SaveMonitorPayload {
  @Field(() => MonitorType, { nullable: true, description: 'As it stands now.' }) monitor!: MonitorType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
