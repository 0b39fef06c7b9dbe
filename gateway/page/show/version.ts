import { typed } from '../move.ts';
import { pageOf } from '../view.ts';
import { handoverMoves } from './handover.ts';
import { versionBody } from './version-body.ts';
import type { VersionPage } from './version-data.ts';

/** A version: what it is made of, how good it is, its card, its handovers, and where it runs. */
export const version = pageOf<VersionPage>({
  query: `query Version($id: ID!) {
  modelVersion(id: $id) {
    id version state digest algorithm framework changeNote createdAt tags
    createdBy { id name } trainedBy { id name } parent { id version }
    model { name title riskTier viewerCan }
    source { system url externalId runId commit }
    hyperparameters { name value }
    features { name dtype shape required description unit sensitive transformations definition { name } }
    labels { name dtype shape description }
    assumptions { id text status checkedBy { id name } checkedAt evidence }
    trainingData { purpose dataset { name rows from to } }
    evaluations { metric value valueText split slice lower upper n verified }
    artifacts { uri bytes format }
    documents { id title kind uri updatedAt }
    card { markdown completeness missing }
    handovers {
      id state note digest stands offeredAt answeredAt revision moves
      from { id name } to { id name } answeredBy { id name }
      sections { section verdict by { id name } comments { by { id name } at text } }
    }
    deployments { id kind trafficPercent startedAt environment { title } version { id version } target { name kind } }
    promotions { id kind state requestedAt environment { title } }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  draw: ({ modelVersion: found }, view) =>
    found && { title: `${found.model.title}, version ${found.version}`, body: versionBody(found, view) },
  moves: {
    check: {
      mutation: 'checkAssumption',
      input: sent => ({
        ...{ assumptionId: sent.get('about'), status: sent.get('status') },
        evidence: typed(sent, 'evidence'),
      }),
      done: 'What was found about the assumption is written down.',
    },
    ...handoverMoves,
  },
});
