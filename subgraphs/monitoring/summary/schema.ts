import { namesOf } from '@handoff/kit/schema/scalars';
import { registerEnumType } from 'type-graphql';

export const FieldKindEnum = namesOf(['NUMERIC', 'CATEGORICAL']);
registerEnumType(FieldKindEnum, { name: 'FieldKind', description: 'Whether a column holds numbers or names.' });

export const FieldRoleEnum = namesOf(['FEATURE', 'PREDICTION', 'LABEL']);
registerEnumType(FieldRoleEnum, { name: 'FieldRole', description: 'What a column is to its model.' });
