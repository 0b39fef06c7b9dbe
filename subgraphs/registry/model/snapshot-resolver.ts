import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { DateTime, type RiskTier, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Role } from '../assignment/schema.ts';
import { teamById } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import type { ModelRow } from './model.ts';
import { Alias, Model, Objective, VisibilityEnum } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { aliasesAt, modelAsOf, rolesAt } from './snapshot-queries.ts';

@Access('given')
@ObjectType({ description: 'A model as it was at an instant.' })
export class ModelSnapshot implements Omit<Snapshot, 'modelId' | 'teamId'> {
  @Field(() => DateTime, { description: 'The instant.' }) at!: Date;
  @Field(() => String, { description: 'What people called it.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'The business aim behind it.' }) purpose!: string | null;
  @Field(() => [Objective], { description: 'What "good" meant for it.' }) objectives!: Objective[];
  @Field(() => RiskTierEnum, { description: 'How much harm it could do.' }) riskTier!: RiskTier;
  @Field(() => VisibilityEnum, { description: 'Who could see it.' }) visibility!: ModelRow['visibility'];
  @Field(() => [String], { description: 'In order of the alphabet.' }) tags!: string[];
  @Field(() => Boolean, { description: 'Whether it was put away.' }) archived!: boolean;
}

@Resolver(() => Model)
export class ModelAsOfResolver {
  @FieldResolver(() => ModelSnapshot, {
    nullable: true,
    description: 'The model as it was at an instant; null: it was not registered yet.',
  })
  asOf(@Root() model: ModelRow, @Ctx() context: Context, @Arg('at', () => DateTime) at: Date) {
    return modelAsOf(context, model, at);
  }
}

@Resolver(() => ModelSnapshot)
export class ModelSnapshotResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team it belonged to.' })
  team(@Root() { teamId }: Snapshot, @Ctx() context: Context) {
    return teamId === null ? null : load(context, teamById, teamId);
  }

  @FieldResolver(() => [Alias], { description: 'Names that pointed at versions, in order of the alphabet.' })
  async aliases(@Root() { modelId, at }: Snapshot, @Ctx() context: Context) {
    return (await loadWith(context, aliasesAt, { key: modelId, args: at })) ?? [];
  }

  @FieldResolver(() => [Role], { description: 'All roles, with the permissions they had then.' })
  roles(@Root() { at }: Snapshot, @Ctx() context: Context) {
    return rolesAt(context, at);
  }
}
