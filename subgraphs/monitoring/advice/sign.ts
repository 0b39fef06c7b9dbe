import type { Severity } from '@handoff/kit/schema/scalars';
import type { Symptom } from '../monitor/symptom.ts';

/** An open alert, as far as advice is concerned. */
export interface Sign {
  id: string;
  symptom: Symptom;
  /** Null: about no single feature. */
  feature: string | null;
  metric: string | null;
  title: string;
  detail: string;
  value: number | null;
  threshold: number | null;
  severity: Severity;
  firedAt: Date;
  deploymentId: string | null;
  environment: string | null;
  /** The shared feature that it comes from: other models that read it show signs too. */
  upstream: string | null;
}
