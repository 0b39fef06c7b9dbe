import type { AdviceOperations } from './advice.ts';
import type { AlertOperations } from './alert.ts';
import type { AssignmentOperations } from './assignment.ts';
import type { AuditOperations } from './audit.ts';
import type { CompareOperations } from './compare.ts';
import type { DeliveryOperations } from './delivery.ts';
import type { ExperimentOperations } from './experiment.ts';
import type { GapOperations } from './gap.ts';
import type { HandoverOperations } from './handover.ts';
import type { HealthOperations } from './health.ts';
import type { MineOperations } from './mine.ts';
import type { ModelOperations } from './model.ts';
import type { PickOperations } from './pick.ts';
import type { PromotionOperations } from './promotion.ts';
import type { ReportOperations } from './report.ts';
import type { SlackGroupOperations } from './slack-group.ts';
import type { TellingOperations } from './telling.ts';
import type { UnfurlOperations } from './unfurl.ts';

/** What each operation of the folder `operations` takes and answers, by its name. */
export type Operations = ModelOperations &
  AssignmentOperations &
  PromotionOperations &
  AlertOperations &
  AdviceOperations &
  ExperimentOperations &
  HandoverOperations &
  GapOperations &
  CompareOperations &
  HealthOperations &
  PickOperations &
  UnfurlOperations &
  MineOperations &
  AuditOperations &
  ReportOperations &
  SlackGroupOperations &
  TellingOperations &
  DeliveryOperations;
