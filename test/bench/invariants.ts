import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, rows } from '@handoff/kit/database/database';
import { sealDue } from '@handoff/kit/event/seal';
import { verifyTrail } from '@handoff/kit/event/verify';

/** What may never be so, whatever happened at once or broke off; each finds the ids of what is wrong. */
const never: Readonly<Record<string, string>> = {
  'its state is not what its last entry in the trail says': `
    SELECT p.id FROM deployment.promotion p WHERE p.state IS DISTINCT FROM (
      SELECT e.detail->>'to' FROM event.entry e WHERE e.subject_id = p.id AND NOT e.refused
      ORDER BY (e.detail->>'revision')::int DESC LIMIT 1)`,
  'its revisions are not one entry each': `
    SELECT p.id FROM deployment.promotion p WHERE p.revision <> (
      SELECT count(DISTINCT e.detail->>'revision') FROM event.entry e WHERE e.subject_id = p.id AND NOT e.refused)
      OR p.revision <> (SELECT count(*) FROM event.entry e WHERE e.subject_id = p.id AND NOT e.refused)`,
  'an entry does not begin where the one before ended': `
    SELECT s.subject_id AS id FROM (
      SELECT e.subject_id, e.detail->>'from' AS "from", row_number() OVER w AS place, lag(e.detail->>'to') OVER w AS before
      FROM event.entry e WHERE e.subject_id LIKE 'pro\\_%' AND NOT e.refused
      WINDOW w AS (PARTITION BY e.subject_id ORDER BY (e.detail->>'revision')::int)) s
    WHERE s.before IS DISTINCT FROM s."from"`,
  'a decision has no entry, or an entry no decision': `
    SELECT p.id FROM deployment.promotion p WHERE
      (SELECT count(*) FROM deployment.approval a WHERE a.promotion_id = p.id) <>
      (SELECT count(*) FROM event.entry e WHERE e.subject_id = p.id AND NOT e.refused
        AND e.action IN ('promotion.approval_given', 'promotion.approved', 'promotion.rejected'))`,
  'it went on without the approvals that its policy asks for': `
    SELECT p.id FROM deployment.promotion p CROSS JOIN LATERAL jsonb_to_recordset(p.policy->'approvals') AS r(role text, count int)
    WHERE p.state IN ('APPROVED', 'ROLLING_OUT', 'LIVE') AND r.count > (SELECT count(*) FROM deployment.approval a
      WHERE a.promotion_id = p.id AND a.role = r.role AND a.decision = 'APPROVE' AND a.evidence_digest = p.evidence_digest)`,
  'two wait for a decision about one model and environment': `
    SELECT min(p.id) AS id FROM deployment.promotion p WHERE p.state IN ('REQUESTED', 'BLOCKED', 'PENDING')
    GROUP BY p.model_id, p.environment_id HAVING count(*) > 1`,
  'what runs and what its promotion says differ': `
    SELECT p.id FROM deployment.promotion p WHERE p.kind = 'PROMOTE' AND (
      (p.state = 'ROLLING_OUT') <> EXISTS (SELECT FROM deployment.deployment d WHERE d.promotion_id = p.id AND d.state = 'PENDING')
      OR (p.state = 'LIVE') <> EXISTS (SELECT FROM deployment.deployment d WHERE d.promotion_id = p.id AND d.state = 'LIVE'))`,
  'what is live has no open stretch of traffic, or what is not has one': `
    SELECT d.id FROM deployment.deployment d WHERE (d.state = 'LIVE') <> EXISTS (
      SELECT FROM deployment.traffic t WHERE t.deployment_id = d.id AND t.to_at IS NULL)`,
  'somebody must be told of an entry, and nobody will be': `
    SELECT e.subject_id AS id FROM event.entry e WHERE e.action LIKE 'promotion.%' AND NOT e.refused
      AND NOT EXISTS (SELECT FROM event.notification n WHERE n.entry_id = e.id)`,
};

/** What is wrong with promotions, what runs, and the trail: one sentence each; none: all holds. */
export async function brokenInvariants(db: Db): Promise<string[]> {
  const broken: string[] = [];
  for (const [what, sql] of Object.entries(never)) {
    const found = await rows<{ id: string }>(db, sql);
    if (found.length > 0) broken.push(`${found.length} times ${what}: ${found[0]?.id}`);
  }
  const { broken: entry, unsealed } = await sealedTrail(db);
  if (entry) broken.push(`The trail is broken at ${entry.seq}.`);
  if (unsealed > 0) broken.push(`${unsealed} entries are not sealed.`);
  return broken;
}

/** The trail when all of it is sealed, or after ten seconds: a Handoff that still runs may be at it, one at a time. */
async function sealedTrail(db: Db): ReturnType<typeof verifyTrail> {
  for (const until = performance.now() + 10_000; ; await sleep(50)) {
    while ((await sealDue(db)) > 0);
    const found = await verifyTrail(db);
    if (found.broken || found.unsealed === 0 || performance.now() > until) return found;
  }
}
