import { ofId, type Reads } from '@handoff/kit/database/asked';
import { EntitySchema } from 'typeorm';

export const deploymentKinds = ['PRIMARY', 'CANARY', 'SHADOW', 'ARM'] as const;
export type DeploymentKind = (typeof deploymentKinds)[number];
export const deploymentStates = ['PENDING', 'LIVE', 'FAILED', 'RETIRED'] as const;
export type DeploymentState = (typeof deploymentStates)[number];

/** A version that runs or ran in an environment. */
export interface DeploymentRow {
  id: string;
  modelId: string;
  versionId: string;
  environmentId: string;
  targetId: string | null;
  promotionId: string | null;
  kind: DeploymentKind;
  state: DeploymentState;
  /** 0 to 100. */
  trafficPercent: number;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** How much of the traffic a deployment had, from when to when. */
export interface TrafficRow {
  deploymentId: string;
  fromAt: Date;
  toAt: Date | null;
  percent: number;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const deployments = new EntitySchema<DeploymentRow>({
  name: 'deployment',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    versionId: { ...text, name: 'version_id' },
    environmentId: { ...text, name: 'environment_id' },
    targetId: { ...optional, name: 'target_id' },
    promotionId: { ...optional, name: 'promotion_id' },
    kind: text,
    state: text,
    trafficPercent: { type: 'float8', name: 'traffic_percent' },
    startedAt: time('started_at', true),
    endedAt: time('ended_at', true),
  },
});

/** What fields of a deployment that are no columns read of its row: monitoring's know it by its id. */
export const deploymentReads: Reads = {
  model: ['modelId'],
  version: ['versionId'],
  environment: ['environmentId'],
  target: ['targetId'],
  promotion: ['promotionId'],
  observed: ['modelId', 'environmentId'],
  ...ofId('health', 'alerts', 'sums'),
};

export const traffic = new EntitySchema<TrafficRow>({
  name: 'traffic',
  schema: 'deployment',
  columns: {
    deploymentId: { ...text, name: 'deployment_id', primary: true },
    fromAt: { ...time('from_at'), primary: true },
    toAt: time('to_at', true),
    percent: { type: 'float8' },
  },
});
