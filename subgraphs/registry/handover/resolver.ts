import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { versionById } from '../version/queries.ts';
import { ModelVersion } from '../version/schema.ts';
import { answerHandover } from './answer.ts';
import { digestOf, type HandoverRow, stands } from './handover.ts';
import {
  AnswerHandoverInput,
  AnswerHandoverPayload,
  OfferHandoverInput,
  OfferHandoverPayload,
  ReviewHandoverInput,
  ReviewHandoverPayload,
  WithdrawHandoverInput,
  WithdrawHandoverPayload,
} from './inputs.ts';
import { offerHandover } from './offer.ts';
import { contentFor, handoverById } from './queries.ts';
import { reviewHandover } from './review.ts';
import { CommentType, HandoverMoveEnum, HandoverSectionType, HandoverType } from './schema.ts';
import type { CommentRow, ShownSection } from './section.ts';
import { movesFor, sectionsFor } from './shown.ts';
import { withdrawHandover } from './withdraw.ts';

@Resolver(() => HandoverType)
export class HandoverResolver {
  @Access('visible')
  @Query(() => HandoverType, { nullable: true, description: 'One handover.' })
  handover(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, handoverById, id);
  }

  @FieldResolver(() => ModelVersion, { description: 'What is handed over.' })
  version(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return load(context, versionById, handover.versionId);
  }

  @FieldResolver(() => Principal, { description: 'Who offered it.' })
  from(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return load(context, principalById, handover.fromId);
  }

  @FieldResolver(() => Principal, { description: 'A person, or a team of which one takes it.' })
  to(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return load(context, principalById, handover.toId);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who accepted or returned it.' })
  answeredBy(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return handover.answeredById && load(context, principalById, handover.answeredById);
  }

  @FieldResolver(() => [HandoverSectionType], { description: 'All six, each with its thread.' })
  sections(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return sectionsFor(context, handover);
  }

  @FieldResolver(() => String, {
    description:
      'sha256 over the version, its documents, and its assumptions with their status: of now while it is reviewed, then as it was answered or withdrawn. An answer names it.',
  })
  async digest(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return digestOf(handover, await contentFor(context, handover));
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether documents and assumptions are as the digest says: false once they changed after the answer.',
  })
  async stands(@Root() handover: HandoverRow, @Ctx() context: Context) {
    return stands(handover, await contentFor(context, handover));
  }

  @FieldResolver(() => [HandoverMoveEnum], {
    description: 'What the viewer may do now; anyone: what somebody may, for a card that many see.',
  })
  moves(
    @Root() handover: HandoverRow,
    @Ctx() context: Context,
    @Arg('anyone', () => Boolean, { nullable: true, defaultValue: false }) anyone?: boolean | null,
  ) {
    return movesFor(context, handover, anyone ?? false);
  }
}

@Resolver()
export class HandoverMutations {
  @Access('judged')
  @Mutation(() => OfferHandoverPayload, {
    nullable: true,
    description: 'Offers a version to a person or team; needs VERSION_REGISTER or MODEL_EDIT on its model.',
  })
  offerHandover(@Ctx() context: Context, @Arg('input', () => OfferHandoverInput) input: OfferHandoverInput) {
    return payload(execute(context, offerHandover, input), { handover: handoverById });
  }

  @Access('judged')
  @Mutation(() => ReviewHandoverPayload, {
    nullable: true,
    description: 'Judges one section of a version that was offered, says something about it, or both.',
  })
  reviewHandover(@Ctx() context: Context, @Arg('input', () => ReviewHandoverInput) input: ReviewHandoverInput) {
    return payload(execute(context, reviewHandover, input), { handover: handoverById });
  }

  @Access('judged')
  @Mutation(() => AnswerHandoverPayload, {
    nullable: true,
    description:
      'Accepts a version with every section accepted, or returns it. Who accepts is asked to be its engineer, unless they are.',
  })
  answerHandover(@Ctx() context: Context, @Arg('input', () => AnswerHandoverInput) input: AnswerHandoverInput) {
    return payload(execute(context, answerHandover, input), { handover: handoverById });
  }

  @Access('judged')
  @Mutation(() => WithdrawHandoverPayload, {
    nullable: true,
    description: 'Takes an offer back that was not answered.',
  })
  withdrawHandover(@Ctx() context: Context, @Arg('input', () => WithdrawHandoverInput) input: WithdrawHandoverInput) {
    return payload(execute(context, withdrawHandover, input), { handover: handoverById });
  }
}

@Resolver(() => HandoverSectionType)
export class HandoverSectionResolver {
  @FieldResolver(() => Principal, { nullable: true, description: 'Who judged it.' })
  by(@Root() section: ShownSection, @Ctx() context: Context) {
    return section.byId && load(context, principalById, section.byId);
  }
}

@Resolver(() => CommentType)
export class CommentResolver {
  @FieldResolver(() => Principal, { description: 'Who said it.' })
  by(@Root() comment: CommentRow, @Ctx() context: Context) {
    return load(context, principalById, comment.byId);
  }
}
