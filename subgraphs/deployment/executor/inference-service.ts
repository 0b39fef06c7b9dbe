/** What Handoff wants of an InferenceService: which model, and its share of the traffic; null: all of it. */
export interface Wanted {
  name: string;
  namespace: string;
  modelName: string;
  format: string;
  storageUri: string;
  serviceAccount?: string;
  canary: number | null;
}

const modelAnnotation = 'handoff/model';

/** An InferenceService of serving.kserve.io/v1beta1, as far as Handoff owns it. */
export function inferenceService(of: Wanted): object {
  const { name, namespace, modelName, format, storageUri, serviceAccount, canary } = of;
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name, namespace, annotations: { [modelAnnotation]: modelName } },
    spec: {
      predictor: {
        ...(canary !== null && { canaryTrafficPercent: canary }),
        ...(serviceAccount && { serviceAccountName: serviceAccount }),
        model: { modelFormat: { name: format }, storageUri },
      },
    },
  };
}

/** How an InferenceService stands. Revisions are null while there is none. */
export interface Standing {
  /** Of which model Handoff made it; null: somebody else made it. */
  modelName: string | null;
  storageUri: string | null;
  canary: number | null;
  created: string | null;
  ready: string | null;
  /** The share of the latest revision, in percent; null: the cluster tells none. */
  latestShare: number | null;
  isReady: boolean;
  /** Why the latest revision cannot load its model; null: it can, or is at it. */
  failure: string | null;
  url: string | null;
}

interface Told {
  metadata?: { annotations?: Record<string, string> };
  spec?: { predictor?: { canaryTrafficPercent?: number; model?: { storageUri?: string } } };
  status?: {
    url?: string;
    conditions?: { type: string; status: string }[];
    modelStatus?: { transitionStatus?: string; lastFailureInfo?: { message?: string } };
    components?: {
      predictor?: {
        latestCreatedRevision?: string;
        latestReadyRevision?: string;
        traffic?: { latestRevision?: boolean; percent?: number }[];
      };
    };
  };
}

/** Reads what the cluster says of an InferenceService. */
export function standingOf(object: object): Standing {
  const { metadata, spec, status } = object as Told;
  const { latestCreatedRevision, latestReadyRevision, traffic } = status?.components?.predictor ?? {};
  return {
    modelName: metadata?.annotations?.[modelAnnotation] ?? null,
    storageUri: spec?.predictor?.model?.storageUri ?? null,
    canary: spec?.predictor?.canaryTrafficPercent ?? null,
    created: latestCreatedRevision ?? null,
    ready: latestReadyRevision ?? null,
    latestShare: traffic ? (traffic.find(each => each.latestRevision)?.percent ?? 0) : null,
    isReady: status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
    failure: failureOf(status),
    url: status?.url ?? null,
  };
}

function failureOf(status: Told['status']): string | null {
  const { transitionStatus = '', lastFailureInfo } = status?.modelStatus ?? {};
  if (!['BlockedByFailedLoad', 'InvalidSpec'].includes(transitionStatus)) return null;
  return (lastFailureInfo?.message ?? transitionStatus).slice(0, 500);
}
