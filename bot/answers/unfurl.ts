import type { AlertView } from './alert.ts';
import type { HealthView } from './health.ts';
import type { ModelLine } from './model.ts';
import type { PromotionView } from './promotion.ts';

/** Who may see a model: everybody who is signed in, or only who was given a role. */
export type Visibility = 'INTERNAL' | 'RESTRICTED';

/** A model as a link shows it. */
export interface LinkedModel extends ModelLine {
  visibility: Visibility;
  purpose: string | null;
  description: string | null;
  health: HealthView | null;
}

/** A version as a link shows it; completeness: of its card, 0 to 1. */
export interface LinkedVersion {
  version: string;
  algorithm: string | null;
  framework: string | null;
  changeNote: string | null;
  model: { visibility: Visibility; name: string; title: string };
  card: { completeness: number };
}

interface About {
  /** Null: it cannot be read just now. */
  about: { visibility: Visibility } | null;
}

/** What the operations of operations/unfurl.graphql take and answer. */
export interface UnfurlOperations {
  LinkedModel: { variables: { name: string }; data: { model: LinkedModel | null } };
  LinkedVersion: { variables: { id: string }; data: { modelVersion: LinkedVersion | null } };
  LinkedPromotion: { variables: { id: string }; data: { promotion: (PromotionView & About) | null } };
  LinkedAlert: { variables: { id: string }; data: { alert: (AlertView & About) | null } };
}
