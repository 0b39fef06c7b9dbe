import { principalById } from '@handoff/kit/access/principal';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { Principal } from '@handoff/kit/schema/principal';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DocumentRow } from './document.ts';
import { Document } from './schema.ts';

@Resolver(() => Document)
export class DocumentResolver {
  @FieldResolver(() => Principal, { description: 'Who wrote it last.' })
  updatedBy(@Root() document: DocumentRow, @Ctx() context: Context) {
    return load(context, principalById, document.updatedById);
  }
}
