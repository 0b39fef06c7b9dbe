import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { DocumentRow } from './document.ts';

@Access('given')
@ObjectType({ description: 'A text about a model, or about one version of it.' })
export class Document implements Pick<DocumentRow, 'id' | 'title' | 'kind' | 'uri' | 'body' | 'updatedAt'> {
  @Field(() => ID, { description: 'Opaque; begins with doc_.' }) id!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => String, { description: 'What sort of text, such as model card.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'Where it lies, when it lies elsewhere.' }) uri!: string | null;
  @Field(() => String, { nullable: true, description: 'Markdown, when it is kept here.' }) body!: string | null;
  @Field(() => DateTime, { description: 'When it last changed.' }) updatedAt!: Date;
}

@InputType({ description: 'A text about a model or a version.' })
export class DocumentInput {
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => String, { description: 'What sort of text, such as model card.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'Where it lies, when it lies elsewhere.' }) uri?: string | null;
  @Field(() => String, { nullable: true, description: 'Markdown, when it is kept here.' }) body?: string | null;
}
