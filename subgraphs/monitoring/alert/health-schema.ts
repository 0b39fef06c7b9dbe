import { Access } from '@handoff/kit/access/rule';
import { PageInfo } from '@handoff/kit/schema/page';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Health, type HealthStatus, healthStatuses } from './health.ts';
import type { HealthPage } from './health-queries.ts';

export const HealthStatusEnum = namesOf(healthStatuses);
registerEnumType(HealthStatusEnum, {
  name: 'HealthStatus',
  description: 'FAILING: a critical alert is open; DEGRADED: one that warns; UNKNOWN: nothing was observed for a week.',
});

@Access('given')
@ObjectType('Health', { description: 'How something is, by its open alerts and by what was observed.' })
export class HealthType implements Health {
  @Field(() => HealthStatusEnum, { description: 'In a word.' }) status!: HealthStatus;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the worst open alert fired; without one, when the last ended. Null: there was none.',
  })
  since!: Date | null;
  @Field(() => Int, { description: 'How many fired and are not resolved, silenced ones too.' }) openAlerts!: number;
  @Field(() => DateTime, { nullable: true, description: 'The latest instant that was measured; null: none.' })
  lastObservedAt!: Date | null;
}

@Access('given')
@ObjectType({ description: 'How one model is.' })
export class ModelHealth {
  @Field(() => HealthType, { description: 'How it is.' }) health!: Health;
}

@Access('given')
@ObjectType({ description: 'How many models are so.' })
export class HealthCount {
  @Field(() => HealthStatusEnum, { description: 'How they are.' }) status!: HealthStatus;
  @Field(() => Int, { description: 'How many.' }) count!: number;
}

@Access('given')
@ObjectType({ description: 'One page of models, worst first.' })
export class ModelHealthConnection implements Pick<HealthPage, 'pageInfo' | 'totalCount' | 'counts'> {
  @Field(() => [ModelHealth], { description: 'What is on this page.' }) nodes!: ModelHealth[];
  @Field(() => [HealthCount], { description: 'Over all that the viewer may see, worst first.' })
  counts!: HealthPage['counts'];
  @Field(() => PageInfo, { description: 'Where the page ends.' }) pageInfo!: PageInfo;
  @Field(() => Int, { description: 'How many the viewer may see in all.' }) totalCount!: () => Promise<number>;
}
