import type { Asked, Reply } from '@handoff/kit/testing/server';

interface Service {
  metadata: { name: string; annotations: Record<string, string> };
  spec: { predictor: { canaryTrafficPercent?: number; model: { storageUri: string; modelFormat: { name: string } } } };
}

/** A Kubernetes API with KServe in serverless mode, as both are documented to answer about one InferenceService. */
export interface KserveServer {
  /** What was applied last; null: there is none. */
  service: Service | null;
  /** Storage addresses in the order in which revisions were made of them. */
  revisions: string[];
  /** The controller does its work: the latest revision becomes ready, and traffic goes where it was asked to. */
  settle(): void;
  /** As settle, but the latest revision cannot load its model. */
  breakDown(message: string): void;
  /** The shares of traffic by storage address. */
  traffic(): Record<string, number>;
  answer(asked: Asked): Reply;
}

const absent: Reply = {
  status: 404,
  body: { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404, message: 'not found' },
};

export function kserveServer(namespace: string): KserveServer {
  let ready = 0;
  let rolledOut = 0;
  let failure: string | null = null;
  let traffic: { latestRevision: boolean; percent: number; revisionName: string }[] = [];
  const named = (revision: number) => `predictor-0000${revision}`;
  const route = () => {
    const { canaryTrafficPercent: canary } = server.service?.spec.predictor ?? {};
    if (canary === undefined) rolledOut = ready;
    // The latest revision that is ready may be the one that was rolled out before: then both entries name it.
    const shared = canary !== undefined && rolledOut > 0;
    const latest = { latestRevision: true, percent: shared ? canary : 100, revisionName: named(ready) };
    const previous = { latestRevision: false, percent: 100 - latest.percent, revisionName: named(rolledOut) };
    if (!shared) rolledOut = ready;
    traffic = shared ? [latest, previous] : [latest];
  };
  const statusOf = () => ({
    url: 'http://churn.models.example.com',
    conditions: [{ type: 'Ready', status: failure === null && ready === server.revisions.length ? 'True' : 'False' }],
    modelStatus: failure ? { transitionStatus: 'BlockedByFailedLoad', lastFailureInfo: { message: failure } } : {},
    components: {
      predictor: {
        latestCreatedRevision: named(server.revisions.length),
        ...(ready > 0 && { latestReadyRevision: named(ready), traffic }),
      },
    },
  });
  const server: KserveServer = {
    service: null,
    revisions: [],
    settle: () => {
      [ready, failure] = [server.revisions.length, null];
      route();
    },
    breakDown: message => {
      failure = message;
      if (ready > 0) route();
    },
    traffic: () => {
      const shares: Record<string, number> = {};
      for (const { revisionName, percent } of traffic) {
        const address = server.revisions[Number(revisionName.slice(-1)) - 1] ?? '';
        shares[address] = (shares[address] ?? 0) + percent;
      }
      return shares;
    },
    answer: ({ method, path, query, body, headers }) => {
      if (headers.authorization !== 'Bearer the-token') return { status: 401, body: { reason: 'Unauthorized' } };
      if (!path.startsWith(`/apis/serving.kserve.io/v1beta1/namespaces/${namespace}/inferenceservices/`))
        return { status: 404, body: '404 page not found' };
      if (method === 'DELETE') server.service = null;
      if (method === 'PATCH') {
        const typed = headers['content-type'] === 'application/apply-patch+yaml' && query.get('fieldManager');
        if (!typed) return { status: 415, body: { reason: 'UnsupportedMediaType', message: 'not an apply' } };
        const applied = JSON.parse(body) as Service;
        const { storageUri } = applied.spec.predictor.model;
        if (server.service?.spec.predictor.model.storageUri !== storageUri) server.revisions.push(storageUri);
        server.service = applied;
      }
      return server.service ? { body: { ...server.service, status: statusOf() } } : absent;
    },
  };
  return server;
}
