import { html } from '@handoff/kit/html';
import { typed } from '../move.ts';
import { alertFields } from '../part/alert-line.ts';
import { pageOf } from '../view.ts';
import { modelBody } from './model-body.ts';
import type { ModelPage } from './model-data.ts';

/** A model: what it is for, who answers, how it is, what runs where, what it costs and what happened to it. */
export const model = pageOf<ModelPage>({
  query: `query Model($name: String!) {
  model(name: $name) {
    id name title purpose description limitations task riskTier visibility tags unowned revision viewerCan
    createdAt archivedAt lastValidatedAt validationDueAt
    owner { id name } team { id title slackChannel }
    objectives { metric comparator target unit rationale }
    aliases { name version { id version } }
    sources { system url externalId importedAt }
    versions(first: 12) { totalCount nodes {
      id version state createdAt changeNote
      evaluations { metric value valueText split slice }
    } }
    answering: assignments(state: ACCEPTED) { id role { title raci } assignee { id name } since }
    asked: assignments(state: PROPOSED) { id role { title raci } assignee { id name } since }
    live { id kind trafficPercent startedAt environment { title } version { id version } target { name kind } }
    promotions(first: 6) { nodes { id kind state requestedAt version { version } environment { title } } }
    experiments(first: 5) { nodes { id name state } }
    hostingDecisions { id serving rationale decidedAt environment { title } target { name } }
    health { status summary since openAlerts lastObservedAt }
    alerts(state: [PENDING, FIRING, ACKNOWLEDGED, SILENCED, RECOVERING], first: 10) {
      nodes { ${alertFields} }
    }
    advice(state: [OPEN, DISCUSSING]) { id action state reasons }
    cost { amount currency budget burn forecast perThousandPredictions points { at value } }
    history(first: 10) { nodes { at action summary via actor { id name } } }
  }
}`,
  variables: ({ params }) => ({ name: params[0] }),
  draw: ({ model: found }, view) => found && { title: found.title, body: html`${modelBody(found, view)}` },
  moves: {
    describe: {
      mutation: 'updateModel',
      input: (sent, { params }) => ({
        ...{ model: params[0], revision: Number(sent.get('revision')) },
        ...{ title: typed(sent, 'title'), purpose: typed(sent, 'purpose'), limitations: typed(sent, 'limitations') },
      }),
      done: 'What the model says of itself is changed.',
    },
    tag: {
      mutation: 'tagModel',
      input: (sent, { params }) => ({ model: params[0], add: tagsIn(sent, 'add'), remove: tagsIn(sent, 'remove') }),
      done: 'The tags are changed.',
    },
  },
});

function tagsIn(sent: URLSearchParams, name: string): string[] {
  const tags = (sent.get(name) ?? '').split(',').map(each => each.trim());
  return tags.filter(each => each !== '');
}
