import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { RemoveDocument } from './remove.ts';
import { Document } from './schema.ts';
import type { WriteDocument } from './write.ts';

const onceKey = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'A document to write. Rewritten by id: what is left out stays, null empties it.' })
export class WriteDocumentInput implements WriteDocument {
  @Field(() => ID, { nullable: true, description: 'Given: rewrites that one.' }) id?: string | null;
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { nullable: true, description: 'Number, alias or id; left out: about the model itself.' })
  version?: string | null;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => String, { description: 'What sort of text, such as model card.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'Where it lies, when it lies elsewhere.' }) uri?: string | null;
  @Field(() => String, { nullable: true, description: 'Markdown, when it is kept here.' }) body?: string | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'A document to take away.' })
export class RemoveDocumentInput implements RemoveDocument {
  @Field(() => ID, { description: 'Which.' }) id!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The document as it stands, or why it was not written.' })
export class WriteDocumentPayload {
  @Field(() => Document, { nullable: true, description: 'The document.' }) document!: Document | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The document as it was, or why it was not removed.' })
export class RemoveDocumentPayload {
  @Field(() => Document, { nullable: true, description: 'The document; it is listed no longer.' })
  document!: Document | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
