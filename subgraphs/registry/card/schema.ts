import { Access } from '@handoff/kit/access/rule';
import { Field, Float, ObjectType } from 'type-graphql';
import type { Card } from './queries.ts';

@Access('given')
@ObjectType({ description: 'What is known of a version, put together as one text, and how much of it is told.' })
export class ModelCard implements Card {
  @Field(() => String, {
    description: 'Markdown. What people and sources wrote stands in it as plain text: none of it is HTML or a mark.',
  })
  markdown!: () => string;
  @Field(() => Float, { description: 'The share of the sections its risk tier asks for that are told: 0 to 1.' })
  completeness!: number;
  @Field(() => [String], { description: 'The sections its risk tier asks for that are not told, such as limitations.' })
  missing!: string[];
}
