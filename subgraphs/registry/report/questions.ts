import { modelParts, versionParts } from '../export/questions.ts';

const who = 'fragment Named on Principal { __typename id name }';

const assignment = `fragment Answering on Assignment {
  id role { key title raci } assignee { ...Named } scope state scopeOfWork proposedBy { ...Named } since until
}`;

const live = `fragment Running on Deployment {
  kind state trafficPercent startedAt environment { name production } version { version } target { name kind } promotion { id }
}`;

const health = 'fragment Standing on Health { status summary openAlerts lastObservedAt }';

const listed = `
fragment Listed on Model {
  id name title purpose limitations task riskTier visibility archivedAt lastValidatedAt validationDueAt
  team { id name title }
  assignments(state: ACCEPTED) { ...Answering }
  latestVersion { id version }
  live { ...Running }
  monitors { name enabled }
  health { ...Standing }
}
${who}${assignment}${live}${health}`;

/** A page of all models, archived ones too, in order of name. */
export const inventoryQuestion = `
query ReportInventory($first: Int!, $after: String) {
  models(filter: { archived: null }, orderBy: NAME, first: $first, after: $after) {
    nodes { ...Listed }
    pageInfo { hasNextPage endCursor }
  }
}${listed}`;

/** One model as an inventory lists it. */
export const listedQuestion = `query ReportListed($model: ID!) { model(id: $model) { ...Listed } }${listed}`;

const promotion = `fragment Deciding on Promotion {
  id kind state reason requestedBy { ...Named } requestedAt evidenceDigest
  environment { name } version { version } policy { fourEyes }
  checks { kind passed detail waivedBy { ...Named } waiverReason }
  approvals { by { ...Named } role decision comment at stands }
}`;

const ofModel = `
    ...ModelParts
    id documents { id } team { id }
    lastValidatedAt validationDueAt
    assignments(state: ACCEPTED) { ...Answering }
    live { ...Running }
    hostingDecisions {
      id environment { name } target { name kind } serving integration rationale decidedBy { ...Named } decidedAt
      conversion { from to cases maxAbsoluteDifference agrees }
    }
    requirements { environment { name } metric comparator value unit reason }
    promotions(first: 50) { totalCount nodes { ...Deciding } }
    monitors { id name kind origin environment metric comparator threshold severity enabled }
    health { ...Standing }
    alerts(first: 25) { nodes { id title severity state firedAt resolvedAt } }
    versions(first: 100) {
      totalCount
      nodes { id version state createdAt createdBy { ...Named } trainedBy { ...Named } changeNote }
    }`;

const ofVersion = `
      ...VersionParts
      documents { id }
      assumptions { id checkedBy { ...Named } checkedAt evidence }
      handovers { id from { ...Named } to { ...Named } state stands offeredAt answeredAt answeredBy { ...Named } }`;

/** A model with one of its versions: the one that is named, else the newest that is not archived. */
export const modelQuestion = `
query ReportModel($model: ID!, $version: String!, $named: Boolean!) {
  model(id: $model) {${ofModel}
    named: version(version: $version) @include(if: $named) {${ofVersion}
    }
    newest: latestVersion @skip(if: $named) {${ofVersion}
    }
  }
}
${who}${assignment}${live}${health}${promotion}${modelParts}${versionParts}`;

/** A page of what everybody holds now. */
export const accessQuestion = `
query ReportAccess($first: Int!, $after: String) {
  assignments(state: ACCEPTED, first: $first, after: $after) {
    nodes {
      ...Answering
      role { permissions }
      model { id name } team { id title }
      proposedAt delegatedTo { ...Named } delegatedUntil
    }
    pageInfo { hasNextPage endCursor }
  }
}
${who}${assignment}`;

/** A page of promotions, newest first. */
export const promotionsQuestion = `
query ReportPromotions($first: Int!, $after: String) {
  promotions(first: $first, after: $after) {
    nodes { ...Deciding model { id name } }
    pageInfo { hasNextPage endCursor }
  }
}
${who}${promotion}`;
