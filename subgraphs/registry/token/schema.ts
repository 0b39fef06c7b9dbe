import type { Permission } from '@handoff/kit/access/permission';
import { Access } from '@handoff/kit/access/rule';
import type { ApiTokenRow } from '@handoff/kit/access/table';
import { Principal } from '@handoff/kit/schema/principal';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, PermissionEnum } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType({ implements: Principal, description: 'A program that signs in with a token of its own.' })
export class ServiceAccount extends Principal {}

@Access('given')
@ObjectType({ description: 'What somebody signs in with. Its secret was shown once and is nowhere.' })
export class ApiToken implements Omit<ApiTokenRow, 'principalId' | 'hash'> {
  @Field(() => ID, { description: 'Opaque, starts with tok_.' }) id!: string;
  @Field(() => String, { description: 'How the token begins, to know it by.' }) prefix!: string;
  @Field(() => String, { description: 'What it is for.' }) name!: string;
  @Field(() => [PermissionEnum], { nullable: true, description: "What it allows at most; null: all of its holder's." })
  permissions!: Permission[] | null;
  @Field(() => DateTime, { description: 'When it was made.' }) createdAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; null: never.' })
  expiresAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute.' })
  lastUsedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When somebody ended it.' }) revokedAt!: Date | null;
}

@InputType({ description: 'Makes a service account.' })
export class CreateServiceAccountInput {
  @Field(() => String, { description: 'Unique, such as ci-pipeline.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The service account, or why it was not made.' })
export class CreateServiceAccountPayload {
  @Field(() => ServiceAccount, { nullable: true, description: 'As it stands now.' })
  serviceAccount!: ServiceAccount | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: 'Makes a token for the viewer, or with ACCESS_ADMIN for somebody else.' })
export class CreateApiTokenInput {
  @Field(() => ID, { nullable: true, description: 'A person or service account; left out: the viewer.' })
  principalId?: string | null;
  @Field(() => String, { description: 'What it is for.' }) name!: string;
  @Field(() => [PermissionEnum], {
    nullable: true,
    description: 'What it allows at most: it never gives its holder more than they have.',
  })
  permissions?: Permission[] | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; left out: never.' })
  expiresAt?: Date | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The token with its secret, or why it was not made.' })
export class CreateApiTokenPayload {
  @Field(() => ApiToken, { nullable: true, description: 'As it stands now.' }) token!: ApiToken | null;
  @Field(() => String, {
    nullable: true,
    description: 'The token to sign in with: shown this once, and null when an idempotency key is repeated.',
  })
  secret!: string | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: 'Ends a token.' })
export class RevokeApiTokenInput {
  @Field(() => ID, { description: 'The token to end.' }) tokenId!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The token, or why it was not ended.' })
export class RevokeApiTokenPayload {
  @Field(() => ApiToken, { nullable: true, description: 'As it stands now.' }) token!: ApiToken | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
