import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { isNonNullType, isObjectType } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Context } from '../context.ts';
import type { Permission } from './permission.ts';
import { viewerReach } from './queries.ts';
import { mayEverywhere } from './reach.ts';

/**
 * Who may read a field. `needs` and `ownOr` are enforced here, for every field that carries them; the others say
 * which part of the house enforces it.
 */
export type Rule =
  /** Anybody who is signed in. */
  | 'signed-in'
  /** Only what belongs to models the viewer may see: filtered in SQL by the viewer's reach. */
  | 'visible'
  /** Part of an object that was judged where it was handed out. */
  | 'given'
  /** A change: the command judges it inside its transaction. */
  | 'judged'
  /** Null without this permission everywhere. */
  | { needs: Permission }
  /** Null unless it is the viewer's own, or the viewer has this permission everywhere. */
  | { ownOr: Permission };

/** Declares the rule of a type (for all its fields) or of one field; every field of the graph has one. */
export function Access(rule: Rule): ClassDecorator & MethodDecorator & PropertyDecorator {
  return Extensions({ access: rule });
}

/**
 * The rule of each field by `Type.field`; undefined where none was declared. Throws when a field that is null for some
 * cannot be null.
 */
export function rulesOf(schema: GraphQLSchema): Map<string, Rule | undefined> {
  const rules = new Map<string, Rule | undefined>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = (field.extensions.access ?? type.extensions.access) as Rule | undefined;
      if (typeof rule === 'object' && isNonNullType(field.type)) {
        throw new Error(`${type.name}.${field.name} is null for who may not read it: make the field nullable.`);
      }
      rules.set(`${type.name}.${field.name}`, rule);
    }
  }
  return rules;
}

type Resolve = GraphQLFieldResolver<{ id?: string }, Context>;

/** Puts the rule in front of a field's resolver. */
export function ruled(rule: Rule | undefined, resolve: Resolve): Resolve {
  if (typeof rule !== 'object') return resolve;
  return async (...call) => {
    const [source, , context] = call;
    const own = 'ownOr' in rule && source.id === context.actor.id;
    const permission = 'ownOr' in rule ? rule.ownOr : rule.needs;
    return own || mayEverywhere(await viewerReach(context), permission) ? resolve(...call) : null;
  };
}
