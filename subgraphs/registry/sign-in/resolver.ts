import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { personById } from '../person/queries.ts';
import { signIn, unlinkSignIn } from './commands.ts';
import { SignInInput, SignInPayload, UnlinkSignInInput, UnlinkSignInPayload } from './schema.ts';

@Resolver()
export class SignInMutations {
  @Access('judged')
  @Mutation(() => SignInPayload, {
    nullable: true,
    description: 'Lets in who signed in at the identity provider. For the door of the graph alone.',
  })
  signIn(@Ctx() context: Context, @Arg('input', () => SignInInput) input: SignInInput) {
    return payload(execute(context, signIn, input), { person: personById });
  }

  @Access('judged')
  @Mutation(() => UnlinkSignInPayload, {
    nullable: true,
    description:
      'Releases the accounts that somebody signs in with, so that another can be theirs; needs ACCESS_ADMIN.',
  })
  unlinkSignIn(@Ctx() context: Context, @Arg('input', () => UnlinkSignInInput) input: UnlinkSignInInput) {
    return payload(execute(context, unlinkSignIn, input), { person: personById });
  }
}
