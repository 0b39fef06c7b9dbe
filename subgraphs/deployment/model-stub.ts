import { visibleModelSoon } from '@handoff/kit/access/queries';
import { Access } from '@handoff/kit/access/rule';
import type { ReferenceResolver } from '@handoff/kit/subgraph';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

// Registry knows models and versions; the gateway fills in what is asked of them beyond the id.

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Model', { description: 'A model, as far as deployment knows it.' })
export class ModelStub {
  @Field(() => ID, { description: 'Opaque: mdl_….' }) id!: string;
}

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('ModelVersion', { description: 'A version of a model, as far as deployment knows it.' })
export class VersionStub {
  @Field(() => ID, { description: 'Opaque: ver_….' }) id!: string;
}

/** A model by its id, for the gateway; null when there is none that the viewer may see. */
export const modelReference: ReferenceResolver = ({ id }, context) => visibleModelSoon(context, id);
