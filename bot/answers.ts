/** A person, a team or a service account by name. */
export interface Named {
  id: string;
  name: string;
}

/** Why the graph did not do what was asked. */
export interface Problem {
  __typename: 'NotFound' | 'NotAllowed' | 'WrongState' | 'InvalidInput' | 'Conflict';
  message: string;
  /** Of NotAllowed: its stable name. */
  rule?: string;
  whoCan?: Named[] | null;
  /** Of Conflict: STALE_REVISION and others. */
  reason?: string;
}

export interface ModelLine {
  id: string;
  name: string;
  title: string;
  riskTier: string;
  task: string;
  tags: string[];
  team: { title: string } | null;
  owner: Named | null;
  latestVersion: { version: string } | null;
}

export interface RoleName {
  key: string;
  title: string;
}

export interface Holder {
  id: string;
  state: string;
  role: RoleName;
  assignee: Named;
}

export interface ModelDetail extends ModelLine {
  purpose: string | null;
  description: string | null;
  accepted: Holder[];
  proposed: Holder[];
}

/** All that an assignment's card shows. Moments are RFC 3339. */
export interface AssignmentView {
  id: string;
  revision: number;
  state: 'PROPOSED' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED' | 'ENDED';
  role: RoleName;
  assignee: Named;
  scope: 'MODEL' | 'TEAM' | 'EVERYTHING';
  model: { id: string; name: string; title: string } | null;
  team: { id: string; title: string } | null;
  scopeOfWork: string | null;
  proposedBy: Named;
  proposedAt: string;
  dueAt: string | null;
  respondedAt: string | null;
  declineReason: string | null;
  suggested: Named | null;
  /** What somebody may do now. */
  moves: string[];
}

export interface Page<T> {
  totalCount: number;
  nodes: T[];
}

export interface RecipientView {
  /** A channel that is told as such: `#name` or an id. */
  channel: string | null;
  because: string;
  explanation: string;
  to: {
    __typename: string;
    id: string;
    slackUserId?: string | null;
    email?: string;
    slackChannel?: string | null;
  } | null;
}

export interface NotificationView {
  id: string;
  kind: string;
  attempt: number;
  assignment: { id: string } | null;
  recipients: RecipientView[];
}

export interface MineView {
  me: (Named & { assignments?: Page<AssignmentView> }) | null;
  models: Page<ModelLine> | null;
}

interface AssignmentPayload {
  assignment: AssignmentView | null;
  problem: Problem | null;
}

export interface DeliveryOutcome {
  id: string;
  attempt: number;
  delivered: boolean;
  reason?: string;
  /** When it is due again; the graph decides where it is absent. */
  retryAfterSeconds?: number;
  rateLimited?: number;
}

/** What each operation of operations.graphql takes and answers. */
export interface Operations {
  FindModels: {
    variables: { search?: string; filter?: Record<string, unknown>; first: number };
    data: { models: Page<ModelLine> | null };
  };
  ReadModel: { variables: { id?: string; name?: string }; data: { model: ModelDetail | null } };
  ReadRoles: { variables: Record<string, never>; data: { roles: RoleName[] | null } };
  ReadMine: { variables: Record<string, never>; data: MineView };
  ReadAssignment: { variables: { id: string }; data: { assignment: AssignmentView | null } };
  Propose: {
    variables: {
      input: { roleKey: string; assigneeId: string; scope: 'MODEL'; model: string; idempotencyKey: string };
    };
    data: { proposeAssignment: AssignmentPayload | null };
  };
  Respond: {
    variables: {
      input: {
        assignmentId: string;
        accept: boolean;
        reason?: string;
        suggestedId?: string;
        revision: number;
        idempotencyKey: string;
      };
    };
    data: { respondToAssignment: AssignmentPayload | null };
  };
  LinkPerson: {
    variables: { input: { email: string; slackUserId: string } };
    data: { linkSlackUser: { person: Named | null; problem: Problem | null } | null };
  };
  Claim: {
    variables: { input: { consumer: string; max: number; leaseSeconds: number; waitSeconds: number } };
    data: { claimNotifications: { notifications: NotificationView[]; problem: Problem | null } | null };
  };
  Settle: {
    variables: { input: { consumer: string; outcomes: DeliveryOutcome[] } };
    data: {
      settleNotifications: { results: { id: string; problem: Problem | null }[]; problem: Problem | null } | null;
    };
  };
}
