/** The entry of the audit trail that was sealed last. */
export interface HeadView {
  seq: number;
  /** 64 hexadecimal digits. */
  hash: string;
  /** RFC 3339. */
  sealedAt: string;
}

/** What the operations of operations/audit.graphql take and answer. */
export interface AuditOperations {
  ReadHead: { variables: Record<string, never>; data: { auditHead: HeadView | null } };
}
