import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { registerEnumType } from 'type-graphql';
import { permissions } from '../access/permission.ts';
import { instantOf } from '../instant.ts';
import { badInput } from '../page.ts';

/** Names as a GraphQL enum: type-graphql wants an object whose keys and values agree. */
export function namesOf<Name extends string>(names: readonly Name[]): { readonly [name in Name]: name } {
  return Object.fromEntries(names.map(name => [name, name])) as { readonly [name in Name]: name };
}

function parseTime(value: unknown): Date {
  const time = typeof value === 'string' ? instantOf(value) : null;
  if (time !== null) return new Date(time);
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw badInput(`"${shown.slice(0, 40)}" is no time: give RFC 3339 with a zone, such as 2026-11-21T09:00:00Z.`);
}

/** An instant: RFC 3339 in, UTC with milliseconds out. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant as RFC 3339, such as 2026-11-21T09:00:00Z. Answers are in UTC.',
  serialize: value => (value instanceof Date ? value : new Date(value as string)).toISOString(),
  parseValue: parseTime,
  parseLiteral: node => parseTime(node.kind === Kind.STRING ? node.value : null),
});

/** Any JSON: only where the shape really is open. */
export const Json = GraphQLJSON;

export const ViaEnum = namesOf(['GRAPHQL', 'SLACK', 'CLI', 'IMPORT', 'SYSTEM']);
export const RiskTierEnum = namesOf(['UNCLASSIFIED', 'MINIMAL', 'LIMITED', 'HIGH', 'CRITICAL']);
export type RiskTier = keyof typeof RiskTierEnum;
export const ComparatorEnum = namesOf(['AT_LEAST', 'AT_MOST']);
export type Comparator = keyof typeof ComparatorEnum;
export const SeverityEnum = namesOf(['INFO', 'WARNING', 'CRITICAL']);
export type Severity = keyof typeof SeverityEnum;
export const PermissionEnum = namesOf(permissions);

registerEnumType(ViaEnum, { name: 'Via', description: 'The way a change came in.' });
registerEnumType(RiskTierEnum, {
  name: 'RiskTier',
  description:
    'How much harm a model can do. UNCLASSIFIED: nobody has judged it yet; the policy of CRITICAL governs it.',
});
registerEnumType(ComparatorEnum, { name: 'Comparator', description: 'Which side of a value is good.' });
registerEnumType(SeverityEnum, { name: 'Severity', description: 'How urgent something is.' });
registerEnumType(PermissionEnum, { name: 'Permission', description: 'What a role can allow.' });
