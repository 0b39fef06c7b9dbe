import type { Named, Page } from './shared.ts';

/** A model in a list. */
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

/** A role by key and title. */
export interface RoleName {
  key: string;
  title: string;
}

/** Somebody who holds a role, or is asked to. */
export interface Holder {
  id: string;
  state: string;
  role: RoleName;
  assignee: Named;
}

/** A model with its purpose and the people who answer for it. */
export interface ModelDetail extends ModelLine {
  purpose: string | null;
  description: string | null;
  accepted: Holder[];
  proposed: Holder[];
}

/** What the operations of operations/model.graphql take and answer. */
export interface ModelOperations {
  FindModels: {
    variables: { search?: string; filter?: Record<string, unknown>; first: number };
    data: { models: Page<ModelLine> | null };
  };
  ReadModel: { variables: { id?: string; name?: string }; data: { model: ModelDetail | null } };
}
