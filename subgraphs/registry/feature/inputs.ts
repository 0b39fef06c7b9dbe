import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ReportAvailability } from './report.ts';
import type { SaveFeature } from './save.ts';
import { FeatureDefinition } from './schema.ts';

const onceKey = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'A shared feature. Changed by id: what is left out stays, null empties it.' })
export class SaveFeatureInput implements SaveFeature {
  @Field(() => ID, { nullable: true, description: 'Left out: a new one.' }) id?: string | null;
  @Field(() => String, { description: 'Unique.' }) name!: string;
  @Field(() => String, { description: 'Such as double or string.' }) dtype!: string;
  @Field(() => String, { nullable: true, description: 'Where its values come from.' }) source?: string | null;
  @Field(() => ID, { nullable: true, description: 'The person or team that answers for it.' }) ownerId?: string | null;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description?: string | null;
  @Field(() => Int, { nullable: true, description: 'What the change rests on; stale: Conflict.' })
  revision?: number | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Whether production can read one feature.' })
export class AvailabilityInput {
  @Field(() => String, { description: 'As the shared feature is called.' }) name!: string;
  @Field(() => Boolean, { description: 'Whether it can be read.' }) available!: boolean;
  @Field(() => String, { nullable: true, description: 'The type it is read as.' }) dtype?: string | null;
  @Field(() => Int, { nullable: true, description: 'How old its values are at most.' })
  freshnessMinutes?: number | null;
  @Field(() => String, { nullable: true, description: 'Where it is read.' }) source?: string | null;
}

@InputType({ description: 'What production can read in one environment.' })
export class ReportAvailabilityInput implements ReportAvailability {
  @Field(() => String, { description: 'Name of the environment, such as production.' }) environment!: string;
  @Field(() => [AvailabilityInput], { description: '1 to 1,000; each once.' }) features!: AvailabilityInput[];
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The shared feature as it stands, or why it was not saved.' })
export class SaveFeaturePayload {
  @Field(() => FeatureDefinition, { nullable: true, description: 'The shared feature.' })
  feature!: FeatureDefinition | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The shared features that were reported on, or why the report was not taken.' })
export class ReportAvailabilityPayload {
  @Field(() => [FeatureDefinition], {
    nullable: true,
    description: 'Those of these names that the viewer may see; the report counts for all.',
  })
  features!: FeatureDefinition[] | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
