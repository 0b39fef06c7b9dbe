import { Access } from '@handoff/kit/access/rule';
import { connectionOf } from '@handoff/kit/schema/page';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';
import {
  type DeploymentKind,
  type DeploymentRow,
  type DeploymentState,
  deploymentKinds,
  deploymentStates,
} from './table.ts';

export const DeploymentKindEnum = namesOf(deploymentKinds);
export const DeploymentStateEnum = namesOf(deploymentStates);

registerEnumType(DeploymentKindEnum, {
  name: 'DeploymentKind',
  description:
    'What a deployment is for: it serves, takes a share for a while, only listens, or is an arm of an experiment.',
});
registerEnumType(DeploymentStateEnum, { name: 'DeploymentState', description: 'Where a deployment stands.' });

type Shown = 'id' | 'kind' | 'state' | 'trafficPercent' | 'startedAt' | 'endedAt';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Deployment', { description: 'A version that runs or ran in an environment.' })
export class DeploymentType implements Pick<DeploymentRow, Shown> {
  @Field(() => ID, { description: 'Opaque: dep_….' }) id!: string;
  @Field(() => DeploymentKindEnum, { description: 'What it is for.' }) kind!: DeploymentKind;
  @Field(() => DeploymentStateEnum, { description: 'Where it stands; in an answer about an instant: then.' })
  state!: DeploymentState;
  @Field(() => Float, { description: 'Of the traffic, 0 to 100; in an answer about an instant: then.' })
  trafficPercent!: number;
  @Field(() => DateTime, { nullable: true, description: 'When it began to serve.' }) startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' }) endedAt!: Date | null;
}

export const DeploymentConnection = connectionOf('DeploymentConnection', () => DeploymentType);
