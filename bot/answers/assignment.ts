import type { RoleName } from './model.ts';
import type { Named, Problem } from './shared.ts';

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

interface AssignmentPayload {
  assignment: AssignmentView | null;
  problem: Problem | null;
}

/** What the operations of operations/assignment.graphql take and answer. */
export interface AssignmentOperations {
  ReadRoles: { variables: Record<string, never>; data: { roles: RoleName[] | null } };
  ReadAssignment: { variables: { id: string }; data: { assignment: AssignmentView | null } };
  Propose: {
    variables: {
      input: {
        roleKey: string;
        assigneeId: string;
        scope: 'MODEL';
        model: string;
        scopeOfWork?: string;
        idempotencyKey: string;
      };
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
}
