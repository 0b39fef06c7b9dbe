import { principalsOf } from '@handoff/kit/access/principal';
import { viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { alertById } from '../alert/queries.ts';
import { AlertType } from '../alert/schema.ts';
import { MonitoredModel, MonitoredPerson, MonitoredVersion } from '../entities.ts';
import type { Advice, AdviceState } from './advice.ts';
import { decideAdvice, openDiscussion } from './commands.ts';
import { DecideAdviceInput, DecideAdvicePayload, OpenDiscussionInput, OpenDiscussionPayload } from './inputs.ts';
import { movesOf } from './policy.ts';
import { adviceById, adviceOfModel, mostOfModel, openAdviceOf, participantsOf } from './queries.ts';
import { AdviceMoveEnum, AdviceStateEnum, AdviceType } from './schema.ts';

interface Thing {
  id: string;
}

const changed = { advice: adviceById };

@Resolver(() => AdviceType)
export class AdviceResolver {
  @Access('visible')
  @Query(() => AdviceType, { nullable: true, description: 'One advice.' })
  advice(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, adviceById, id);
  }

  @FieldResolver(() => MonitoredModel, { nullable: true, description: 'The model it is about.' })
  model(@Root() { modelId }: Advice) {
    return { id: modelId };
  }

  @FieldResolver(() => MonitoredVersion, { nullable: true, description: 'The version it is about.' })
  version(@Root() { versionId }: Advice) {
    return { id: versionId };
  }

  @FieldResolver(() => [AlertType], { description: 'The alerts that bear on it.' })
  async evidence(@Root() { alertIds }: Advice, @Ctx() context: Context) {
    const found = await Promise.all(alertIds.map(id => load(context, alertById, id)));
    return found.filter(alert => alert !== null);
  }

  @FieldResolver(() => [Principal], {
    nullable: true,
    description: 'Whoever decided, and then who agreed; null: nobody yet; empty: it was let go.',
  })
  decidedBy(@Root() { decidedByIds }: Advice, @Ctx() context: Context) {
    return decidedByIds && principalsOf(context, decidedByIds);
  }

  @FieldResolver(() => [Principal], {
    nullable: true,
    description: 'The data scientists and ML engineers of the model: the discussion opens with them.',
  })
  async participants(@Root() { modelId }: Advice, @Ctx() context: Context) {
    return principalsOf(context, (await load(context, participantsOf, modelId)) ?? []);
  }

  @FieldResolver(() => [AdviceMoveEnum], { description: 'What the viewer may do now; anyone: what somebody may.' })
  async moves(
    @Root() advice: Advice,
    @Ctx() context: Context,
    @Arg('anyone', () => Boolean, { nullable: true, defaultValue: false }) anyone: boolean | null,
  ) {
    if (anyone) return movesOf(advice, 'anyone');
    const model = await visibleModel(context, advice.modelId);
    return movesOf(advice, model ? permissionsOn(await viewerReach(context), model) : new Set());
  }
}

@Resolver(() => MonitoredModel)
export class ModelAdviceResolver {
  @FieldResolver(() => [AdviceType], {
    nullable: true,
    description: `What should be done with its versions, newest first, ${mostOfModel} at most.`,
  })
  async advice(
    @Root() model: Thing,
    @Ctx() context: Context,
    @Arg('state', () => [AdviceStateEnum], { nullable: true, description: 'Only in one of these; left out: in any.' })
    state: AdviceState[] | null,
  ) {
    return (await loadWith(context, adviceOfModel, { key: model.id, args: state ?? null })) ?? [];
  }
}

@Resolver(() => MonitoredPerson)
export class PersonAdviceResolver {
  @Access({ ownOr: 'ACCESS_ADMIN' })
  @FieldResolver(() => [AdviceType], {
    nullable: true,
    description:
      'Not decided, and theirs to decide as a data scientist or ML engineer; newest first. Null for others, but for ACCESS_ADMIN.',
  })
  async openAdvice(
    @Root() person: Thing,
    @Ctx() context: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 25, description: 'How many: 1 to 100.' })
    first: number | null,
  ) {
    return (await loadWith(context, openAdviceOf, { key: person.id, args: first })) ?? [];
  }
}

@Resolver()
export class AdviceMutations {
  @Access('judged')
  @Mutation(() => OpenDiscussionPayload, {
    nullable: true,
    description: 'Says where an advice is talked about; needs ALERT_HANDLE on the model, as does deciding it.',
  })
  openDiscussion(@Ctx() context: Context, @Arg('input', () => OpenDiscussionInput) input: OpenDiscussionInput) {
    return payload(execute(context, openDiscussion, input), changed);
  }

  @Access('judged')
  @Mutation(() => DecideAdvicePayload, {
    nullable: true,
    description: 'Says what is done about an advice, and keeps it; nothing is carried out by it.',
  })
  decideAdvice(@Ctx() context: Context, @Arg('input', () => DecideAdviceInput) input: DecideAdviceInput) {
    return payload(execute(context, decideAdvice, input), changed);
  }
}
