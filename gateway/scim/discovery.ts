import { groupSchema } from './group.ts';
import { userSchema } from './user.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0';

/** The most resources in one answer. */
export const mostResources = 200;

/** What this server of SCIM can do: RFC 7643, section 5. base: address of /scim/v2. */
export function serviceProviderConfig(base: string): object {
  const not = { supported: false };
  return {
    schemas: [`${core}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { ...not, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: mostResources },
    changePassword: not,
    sort: not,
    etag: not,
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'API token',
        description: 'An API token whose holder has ACCESS_ADMIN, as "Authorization: Bearer …".',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

/** What kinds of resources there are: RFC 7643, section 6. */
export function resourceTypes(base: string): { id: string }[] {
  const kinds = [
    { id: 'User', endpoint: '/Users', schema: userSchema, description: 'A person.' },
    { id: 'Group', endpoint: '/Groups', schema: groupSchema, description: 'A team.' },
  ];
  return kinds.map(kind => ({
    schemas: [`${core}:ResourceType`],
    ...kind,
    name: kind.id,
    schemaExtensions: [],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${kind.id}` },
  }));
}

interface Attribute {
  name: string;
  type?: string;
  required?: boolean;
  uniqueness?: 'none' | 'server';
  mutability?: 'readWrite' | 'readOnly' | 'immutable';
  multiValued?: boolean;
  caseExact?: boolean;
  description: string;
  subAttributes?: object[];
  referenceTypes?: string[];
  canonicalValues?: string[];
}

function attribute({ type = 'string', ...given }: Attribute): object {
  const usual = {
    multiValued: false,
    required: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  };
  return { type, ...usual, ...(type === 'string' ? { caseExact: false } : {}), ...given };
}

const inner = (name: string, description: string, more: Partial<Attribute> = {}) =>
  attribute({ name, description, ...more });

const userAttributes = [
  attribute({ name: 'userName', required: true, uniqueness: 'server', description: 'What the directory calls them.' }),
  attribute({ name: 'externalId', caseExact: true, description: "The directory's own id." }),
  attribute({ name: 'displayName', description: 'What people call them here.' }),
  attribute({
    name: 'name',
    type: 'complex',
    description: 'The parts of their name.',
    subAttributes: [
      inner('formatted', 'The whole name.'),
      inner('givenName', 'Their given name.'),
      inner('familyName', 'Their family name.'),
    ],
  }),
  attribute({
    name: 'emails',
    type: 'complex',
    multiValued: true,
    required: true,
    description: 'One is kept: the primary one, else that of work, else the first.',
    subAttributes: [
      inner('value', 'The address.', { uniqueness: 'server' }),
      inner('type', 'Always work.', { canonicalValues: ['work'] }),
      inner('primary', 'Always true.', { type: 'boolean' }),
    ],
  }),
  attribute({ name: 'active', type: 'boolean', description: 'Whether they may sign in.' }),
  attribute({
    name: 'groups',
    type: 'complex',
    multiValued: true,
    mutability: 'readOnly',
    description: 'The groups they belong to.',
    subAttributes: [
      inner('value', 'Id of the group.', { mutability: 'readOnly' }),
      inner('display', 'What people call it.', { mutability: 'readOnly' }),
      inner('$ref', 'Its address.', { type: 'reference', referenceTypes: ['Group'], mutability: 'readOnly' }),
      inner('type', 'Always direct.', { canonicalValues: ['direct'], mutability: 'readOnly' }),
    ],
  }),
];

const groupAttributes = [
  attribute({ name: 'displayName', required: true, uniqueness: 'server', description: 'What people call it.' }),
  attribute({ name: 'externalId', caseExact: true, description: "The directory's own id." }),
  attribute({
    name: 'members',
    type: 'complex',
    multiValued: true,
    description: 'Who belongs to it.',
    subAttributes: [
      inner('value', 'Id of the person.', { mutability: 'immutable' }),
      inner('display', 'What people call them.', { mutability: 'readOnly' }),
      inner('$ref', 'Their address.', { type: 'reference', referenceTypes: ['User'], mutability: 'immutable' }),
      inner('type', 'Always User.', { canonicalValues: ['User'], mutability: 'immutable' }),
    ],
  }),
];

/** What users and groups are made of here: RFC 7643, section 7. */
export function schemas(base: string): { id: string }[] {
  const all = [
    { id: userSchema, name: 'User', description: 'A person.', attributes: userAttributes },
    { id: groupSchema, name: 'Group', description: 'A team.', attributes: groupAttributes },
  ];
  return all.map(one => ({
    schemas: [`${core}:Schema`],
    ...one,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${one.id}` },
  }));
}
