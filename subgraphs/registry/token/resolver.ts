import { Access } from '@handoff/kit/access/rule';
import type { ServiceAccountRow, ShownPerson } from '@handoff/kit/access/table';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Person } from '../person/schema.ts';
import { createServiceAccount } from './create-account.ts';
import { createApiToken } from './create-token.ts';
import { serviceAccountById, tokenById, visibleTokens } from './queries.ts';
import { revokeApiToken } from './revoke-token.ts';
import {
  ApiToken,
  CreateApiTokenInput,
  CreateApiTokenPayload,
  CreateServiceAccountInput,
  CreateServiceAccountPayload,
  RevokeApiTokenInput,
  RevokeApiTokenPayload,
  ServiceAccount,
} from './schema.ts';

@Resolver(() => Person)
export class PersonTokenResolver {
  @Access({ ownOr: 'ACCESS_ADMIN' })
  @FieldResolver(() => [ApiToken], { nullable: true, description: "One's own, or with ACCESS_ADMIN; else null." })
  tokens(@Root() person: ShownPerson, @Ctx() context: Context) {
    return visibleTokens(context, person.id);
  }
}

@Resolver(() => ServiceAccount)
export class ServiceAccountResolver {
  @Access('visible')
  @FieldResolver(() => [ApiToken], { description: 'Its own, or with ACCESS_ADMIN; else none.' })
  tokens(@Root() account: ServiceAccountRow, @Ctx() context: Context) {
    return visibleTokens(context, account.id);
  }

  @Access('judged')
  @Mutation(() => CreateServiceAccountPayload, {
    nullable: true,
    description: 'Makes a service account, which may do nothing yet; needs ACCESS_ADMIN.',
  })
  createServiceAccount(
    @Ctx() context: Context,
    @Arg('input', () => CreateServiceAccountInput) input: CreateServiceAccountInput,
  ) {
    return payload(execute(context, createServiceAccount, input), { serviceAccount: serviceAccountById });
  }

  @Access('judged')
  @Mutation(() => CreateApiTokenPayload, { nullable: true, description: 'Makes a token; its secret is shown once.' })
  createApiToken(@Ctx() context: Context, @Arg('input', () => CreateApiTokenInput) input: CreateApiTokenInput) {
    return payload(execute(context, createApiToken, input), { token: tokenById });
  }

  @Access('judged')
  @Mutation(() => RevokeApiTokenPayload, { nullable: true, description: "Ends one's own token; others: ACCESS_ADMIN." })
  revokeApiToken(@Ctx() context: Context, @Arg('input', () => RevokeApiTokenInput) input: RevokeApiTokenInput) {
    return payload(execute(context, revokeApiToken, input), { token: tokenById });
  }
}
