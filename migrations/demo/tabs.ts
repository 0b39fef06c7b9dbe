/** An example that GraphiQL opens in a tab of its own. */
export interface Tab {
  title: string;
  query: string;
  variables?: Record<string, unknown>;
}

const search = `query Search($search: String, $first: Int) {
  models(search: $search, first: $first) {
    totalCount
    nodes {
      name
      title
      riskTier
      tags
      team { title }
      owner { name }
      unowned
      latestVersion { version framework createdAt }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const oneModel = `query OneModel($name: String!, $version: String!) {
  model(name: $name) {
    title
    purpose
    limitations
    objectives { metric comparator target unit rationale }
    aliases { name version { version } }
    version(version: $version) {
      version
      algorithm
      framework
      features { name dtype unit sensitive transformations definition { name } }
      labels { name dtype description }
      assumptions { text status }
      trainingData { purpose dataset { name rows from to } }
      evaluations { metric value lower upper n split slice valueText verified }
      trainedBy { name }
      changeNote
    }
  }
}`;

const waiting = `query WhatWaitsForMe {
  me {
    name
    ... on Person {
      teams { title }
      assignments(state: PROPOSED) {
        totalCount
        nodes {
          id
          role { title raci permissions }
          model { name title }
          scopeOfWork
          proposedBy { name }
          dueAt
          moves
        }
      }
    }
  }
}`;

const trail = `query Trail($name: String!) {
  model(name: $name) {
    title
    history(first: 15) {
      nodes { seq at actor { name } via action summary changes { name before after } hash }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

const environments = `query WhoMustSayYes {
  environments {
    name
    title
    rank
    production
    minimal: policy(riskTier: MINIMAL) { ...rules }
    limited: policy(riskTier: LIMITED) { ...rules }
    high: policy(riskTier: HIGH) { ...rules }
    critical: policy(riskTier: CRITICAL) { ...rules }
  }
}

fragment rules on PromotionPolicy {
  approvals { role count }
  fourEyes
  checks
  expiresAfterHours
}`;

/** What GraphiQL opens with: five questions that this catalogue answers. */
export const tabs: readonly Tab[] = [
  { title: 'Models, owners and latest versions', query: search, variables: { search: '', first: 20 } },
  { title: 'What a model is made of', query: oneModel, variables: { name: 'card-fraud', version: 'champion' } },
  { title: 'What waits for me', query: waiting },
  { title: 'The audit trail of a model', query: trail, variables: { name: 'price-elasticity' } },
  { title: 'Who must say yes, by environment and risk', query: environments },
];
