const shared = `
fragment Who on Principal { __typename name ... on Person { email } }
fragment Paper on Document { title kind uri updatedAt updatedBy { ...Who } }
fragment Origin on Source { system url externalId runId commit }`;

export const modelParts = `
fragment ModelParts on Model {
  id name title description purpose limitations task riskTier visibility tags createdAt updatedAt archivedAt
  objectives { metric comparator target unit rationale }
  team { name title }
  aliases { name version { id } }
  assignments(state: ACCEPTED) { role { key raci } assignee { ...Who } }
  documents { ...Paper }
  sources { ...Origin }
}`;

export const versionParts = `${shared}
fragment VersionParts on ModelVersion {
  id version state digest algorithm framework changeNote tags createdAt
  hyperparameters { name value }
  features {
    name dtype shape required description unit sensitive transformations
    definition { name dtype source description owner { ...Who } }
  }
  labels { name dtype shape description }
  assumptions { text status }
  trainingData { purpose dataset { id name uri digest rows from to description } }
  evaluations { metric valueText dataset { name } split slice lower upper n verified }
  artifacts { uri sha256 bytes format }
  documents { ...Paper }
  source { ...Origin }
  trainedBy { ...Who }
  createdBy { ...Who }
  parent { id version digest model { name } }
}`;

const parts = `${modelParts}${versionParts}`;

/** A version with its model: the newest that is not archived unless one is named. Given what a version is asked for. */
export const versionOf = (name: string, fields: string) => `
query ${name}($model: ID!, $version: String!, $named: Boolean!) {
  model(id: $model) {
    ...ForMessages
    named: version(version: $version) @include(if: $named) { ${fields} }
    newest: latestVersion @skip(if: $named) { ${fields} }
  }
}
`;

/** What a message about a version that is not there needs. */
export const forMessages =
  'fragment ForMessages on Model { name aliases { name } versions(first: 100) { nodes { version } } }';

export const cardQuestion = `${versionOf('ExportCard', 'version card { markdown completeness missing }')}${forMessages}`;

export const bomQuestion = `${versionOf('ExportBom', '...VersionParts model { ...ModelParts }')}${forMessages}${parts}`;

/** Names that hold a text, or that begin or end like it. */
export const namesQuestion = `
query ExportNames($whole: String!, $start: String!, $end: String!) {
  whole: models(search: $whole, filter: { archived: null }, first: 100) { nodes { name } }
  start: models(search: $start, filter: { archived: null }, first: 100) { nodes { name } }
  end: models(search: $end, filter: { archived: null }, first: 100) { nodes { name } }
}`;

const versionPage = 'nodes { ...VersionParts } pageInfo { hasNextPage endCursor }';

/** A page of all models, archived ones too, each with its newest versions; in order of name, so that none is skipped. */
export const modelsQuestion = `
query ExportModels($first: Int!, $versions: Int!, $after: String) {
  models(filter: { archived: null }, orderBy: NAME, first: $first, after: $after) {
    nodes { ...ModelParts versions(first: $versions) { ${versionPage} } }
    pageInfo { hasNextPage endCursor }
  }
}${parts}`;

/** One model with its newest versions. */
export const modelQuestion = `
query ExportModel($model: ID!, $versions: Int!) {
  model(id: $model) { ...ModelParts versions(first: $versions) { ${versionPage} } }
}${parts}`;

/** Further versions of a model that has many. */
export const versionsQuestion = `
query ExportVersions($model: ID!, $first: Int!, $after: String!) {
  model(id: $model) { versions(first: $first, after: $after) { ${versionPage} } }
}${versionParts}`;
