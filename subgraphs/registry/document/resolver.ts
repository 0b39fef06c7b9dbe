import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { DocumentRow } from './document.ts';
import { RemoveDocumentInput, RemoveDocumentPayload, WriteDocumentInput, WriteDocumentPayload } from './inputs.ts';
import { documentById } from './queries.ts';
import { removeDocument } from './remove.ts';
import { Document } from './schema.ts';
import { writeDocument } from './write.ts';

@Resolver(() => Document)
export class DocumentResolver {
  @FieldResolver(() => Principal, { description: 'Who wrote it last.' })
  updatedBy(@Root() document: DocumentRow, @Ctx() context: Context) {
    return load(context, principalById, document.updatedById);
  }

  @Access('judged')
  @Mutation(() => WriteDocumentPayload, {
    nullable: true,
    description: 'Writes or rewrites a document; needs MODEL_EDIT, or VERSION_REGISTER when it is about a version.',
  })
  writeDocument(@Ctx() context: Context, @Arg('input', () => WriteDocumentInput) input: WriteDocumentInput) {
    return payload(execute(context, writeDocument, input), { document: documentById });
  }

  @Access('judged')
  @Mutation(() => RemoveDocumentPayload, {
    nullable: true,
    description: 'Takes a document away; it stays for the history.',
  })
  removeDocument(@Ctx() context: Context, @Arg('input', () => RemoveDocumentInput) input: RemoveDocumentInput) {
    return payload(execute(context, removeDocument, input), { document: documentById });
  }
}
