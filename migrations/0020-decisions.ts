import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a decision rests on, held by the database too: whoever writes past the commands is refused. */
export class Decisions0020000000000 implements MigrationInterface {
  name = 'Decisions0020000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(fourEyes);
    await runner.query(approved);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER approval_four_eyes ON deployment.approval;
      DROP TRIGGER promotion_approved ON deployment.promotion;
      DROP FUNCTION deployment.hold_four_eyes, deployment.hold_approved`);
  }
}

const fourEyes = `
  CREATE FUNCTION deployment.hold_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.decision = 'APPROVE' AND EXISTS (SELECT FROM deployment.promotion p WHERE p.id = NEW.promotion_id
        AND (p.policy->>'fourEyes')::boolean AND NEW.person_id = ANY(p.involved_ids)) THEN
      RAISE EXCEPTION 'Whoever asked for a promotion, registered or trained its version does not approve it.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_four_eyes';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER approval_four_eyes BEFORE INSERT OR UPDATE ON deployment.approval
    FOR EACH ROW EXECUTE FUNCTION deployment.hold_four_eyes();`;

// At the end of the transaction, so that the approvals and what they bring about may be written in any order.
const approved = `
  CREATE FUNCTION deployment.hold_approved() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (
      SELECT FROM deployment.promotion p
        CROSS JOIN LATERAL jsonb_to_recordset(p.policy->'approvals') AS r(role text, count int)
      WHERE p.id = NEW.id AND p.state = 'APPROVED' AND coalesce(r.count, 1) > (
        SELECT count(*) FROM deployment.approval a WHERE a.promotion_id = p.id AND a.role = r.role
          AND a.decision = 'APPROVE' AND a.evidence_digest = p.evidence_digest)) THEN
      RAISE EXCEPTION 'A promotion is approved by the approvals that its policy asks for, on the evidence it rests on.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'promotion_approved';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER promotion_approved AFTER INSERT OR UPDATE OF state, policy, evidence_digest
    ON deployment.promotion DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'APPROVED')
    EXECUTE FUNCTION deployment.hold_approved();`;
