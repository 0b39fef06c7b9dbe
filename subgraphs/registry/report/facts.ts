import type { Permission } from '@handoff/kit/access/permission';
import type { AssignmentScope, AssignmentState, Raci } from '@handoff/kit/access/table';
import type { Comparator, RiskTier } from '@handoff/kit/schema/scalars';
import type * as exported from '../export/facts.ts';

/** Somebody as the graph names them; instants of all facts are texts of RFC 3339. */
export interface Who extends exported.PrincipalFacts {
  id: string;
}

export interface RoleFacts {
  key: string;
  title: string;
  raci: Raci | null;
}

export interface AssignmentFacts {
  id: string;
  role: RoleFacts;
  assignee: Who;
  scope: AssignmentScope;
  state: AssignmentState;
  scopeOfWork: string | null;
  proposedBy: Who;
  since: string | null;
  until: string | null;
}

export interface LiveFacts {
  environment: { name: string; production: boolean } | null;
  version: { version: string } | null;
  kind: string;
  state: string;
  trafficPercent: number;
  startedAt: string | null;
  target: { name: string; kind: string } | null;
  promotion: { id: string } | null;
}

export interface MonitorFacts {
  id: string;
  name: string;
  kind: string;
  origin: string;
  environment: string | null;
  metric: string | null;
  comparator: Comparator | null;
  threshold: number | null;
  severity: string;
  enabled: boolean;
}

export interface HealthFacts {
  status: string;
  summary: string;
  openAlerts: number;
  lastObservedAt: string | null;
}

/** A model as an inventory lists it. */
export interface ListedModel {
  id: string;
  name: string;
  title: string;
  purpose: string | null;
  limitations: string | null;
  task: string;
  riskTier: RiskTier;
  visibility: 'INTERNAL' | 'RESTRICTED';
  team: { id: string; name: string; title: string } | null;
  archivedAt: string | null;
  lastValidatedAt: string | null;
  validationDueAt: string | null;
  assignments: AssignmentFacts[];
  latestVersion: { id: string; version: string } | null;
  live: LiveFacts[] | null;
  monitors: Pick<MonitorFacts, 'name' | 'enabled'>[] | null;
  health: HealthFacts | null;
}

export interface HostingFacts {
  id: string;
  environment: { name: string };
  target: { name: string; kind: string };
  serving: string;
  integration: string | null;
  rationale: string;
  decidedBy: Who | null;
  decidedAt: string;
  conversion: { from: string; to: string; cases: number; maxAbsoluteDifference: number; agrees: boolean } | null;
}

export interface RequirementFacts {
  environment: { name: string };
  metric: string;
  comparator: Comparator;
  value: number;
  unit: string | null;
  reason: string;
}

export interface CheckFacts {
  kind: string;
  passed: boolean;
  detail: string;
  waivedBy: Who | null;
  waiverReason: string | null;
}

export interface ApprovalFacts {
  by: Who | null;
  role: string;
  decision: 'APPROVE' | 'REJECT';
  comment: string | null;
  at: string;
  stands: boolean;
}

export interface PromotionFacts {
  id: string;
  kind: string;
  state: string;
  reason: string;
  requestedBy: Who | null;
  requestedAt: string;
  evidenceDigest: string;
  environment: { name: string } | null;
  version: { version: string } | null;
  policy: { fourEyes: boolean };
  checks: CheckFacts[];
  approvals: ApprovalFacts[];
}

/** A promotion as a list over all models tells it. */
export type ListedPromotion = PromotionFacts & { model: { id: string; name: string } | null };

export interface HandoverFacts {
  id: string;
  from: Who;
  to: Who;
  state: string;
  stands: boolean;
  offeredAt: string;
  answeredAt: string | null;
  answeredBy: Who | null;
}

export interface AlertFacts {
  id: string;
  title: string;
  severity: string;
  state: string;
  firedAt: string;
  resolvedAt: string | null;
}

export interface AssumptionFacts {
  id: string;
  text: string;
  status: 'OPEN' | 'HOLDS' | 'BROKEN';
  checkedBy: Who | null;
  checkedAt: string | null;
  evidence: string | null;
}

export type PaperFacts = exported.DocumentFacts & { id: string };

/** A version, with what a report tells beyond what it is made of. */
export interface VersionFacts extends exported.VersionFacts {
  assumptions: AssumptionFacts[];
  documents: PaperFacts[];
  handovers: HandoverFacts[];
}

/** A model, with what all three parts of the graph know of it. */
export interface ModelFacts extends exported.ModelFacts {
  documents: PaperFacts[];
  team: { id: string; name: string; title: string } | null;
  lastValidatedAt: string | null;
  validationDueAt: string | null;
  assignments: AssignmentFacts[];
  live: LiveFacts[] | null;
  hostingDecisions: HostingFacts[] | null;
  requirements: RequirementFacts[] | null;
  promotions: { totalCount: number; nodes: PromotionFacts[] } | null;
  monitors: MonitorFacts[] | null;
  health: HealthFacts | null;
  alerts: { nodes: AlertFacts[] } | null;
  versions: { totalCount: number; nodes: VersionLine[] };
}

export interface VersionLine {
  id: string;
  version: string;
  state: string;
  createdAt: string;
  createdBy: Who | null;
  trainedBy: Who | null;
  changeNote: string | null;
}

/** An assignment as an access review lists it. */
export interface HeldRole extends AssignmentFacts {
  role: RoleFacts & { permissions: Permission[] };
  model: { id: string; name: string } | null;
  team: { id: string; title: string } | null;
  proposedAt: string;
  delegatedTo: Who | null;
  delegatedUntil: string | null;
}

/** An entry of the trail, as a report cites it. */
export interface EntryFacts {
  id: string;
  at: Date;
  actor: string | null;
  action: string;
  subjectId: string;
  modelId: string | null;
  summary: string;
  refused: boolean;
  detail: Record<string, unknown> | null;
  seq: number | null;
}

/** A token that works, with the name of its holder. */
export interface TokenFacts {
  id: string;
  holder: string;
  name: string;
  prefix: string;
  permissions: Permission[] | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}
