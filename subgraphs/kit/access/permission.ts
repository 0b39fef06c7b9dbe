/** What a role can allow. The names are those of the graph's enum Permission. */
export const permissions = [
  'READ',
  'MODEL_EDIT',
  'VERSION_REGISTER',
  'ASSIGN',
  'HOSTING_DECIDE',
  'DEPLOY',
  'PROMOTION_REQUEST',
  'PROMOTION_APPROVE',
  'CHECK_WAIVE',
  'EXPERIMENT_EDIT',
  'MONITOR_EDIT',
  'ALERT_HANDLE',
  'INGEST',
  'REPORT_READ',
  'AUDIT_READ',
  'ACCESS_ADMIN',
  'POLICY_ADMIN',
  'DELIVER',
] as const;
export type Permission = (typeof permissions)[number];
