import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told to whom: subscriptions, what was decided at each delivery, and how delivering goes. */
export class Telling0034000000000 implements MigrationInterface {
  name = 'Telling0034000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(subscription);
    await runner.query(delivery);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE registry.chat_subscription;
      DROP TABLE event.told, event.delivery;
      DROP INDEX event.notification_dead;
      ALTER TABLE event.consumer DROP COLUMN waiting, DROP COLUMN oldest_waiting_at, DROP COLUMN given_up,
        DROP COLUMN reported_at`);
  }
}

const subscription = `
  CREATE TABLE registry.chat_subscription (
    id text COLLATE "C" PRIMARY KEY,
    channel text COLLATE "C",
    person_id text COLLATE "C" REFERENCES access.person,
    model_id text COLLATE "C" REFERENCES access.model,
    team_id text COLLATE "C" REFERENCES access.team,
    tag text COLLATE "C",
    kinds text[],
    severity text CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    environment text COLLATE "C",
    created_by_id text COLLATE "C" NOT NULL,
    created_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3),
    -- The place and the filter in one text: the same is subscribed to once.
    subscribed text COLLATE "C" NOT NULL,
    CONSTRAINT chat_subscription_place CHECK (num_nonnulls(channel, person_id) = 1)
  );
  CREATE UNIQUE INDEX chat_subscription_once ON registry.chat_subscription (subscribed) WHERE ended_at IS NULL;
  CREATE INDEX chat_subscription_channel ON registry.chat_subscription (channel) WHERE ended_at IS NULL;
  CREATE INDEX chat_subscription_person ON registry.chat_subscription (person_id) WHERE ended_at IS NULL;`;

const delivery = `
  -- Who was told, where and by which rule, as it was decided when the notification was claimed last.
  CREATE TABLE event.told (
    notification_id text COLLATE "C" NOT NULL REFERENCES event.notification ON DELETE CASCADE,
    place int NOT NULL,
    to_id text COLLATE "C",
    channel text COLLATE "C",
    because text NOT NULL,
    explanation text NOT NULL,
    not_before timestamptz,
    PRIMARY KEY (notification_id, place)
  );
  CREATE INDEX told_to ON event.told (to_id, notification_id DESC) WHERE to_id IS NOT NULL;
  CREATE INDEX notification_dead ON event.notification (id) WHERE state = 'DEAD';

  CREATE TABLE event.delivery (
    consumer text COLLATE "C" NOT NULL,
    minute timestamptz NOT NULL,
    delivered int NOT NULL,
    retried int NOT NULL,
    rate_limited int NOT NULL,
    PRIMARY KEY (consumer, minute)
  );

  -- What a deliverer says of what it took over and has not shown yet.
  ALTER TABLE event.consumer
    ADD COLUMN waiting int NOT NULL DEFAULT 0,
    ADD COLUMN oldest_waiting_at timestamptz,
    ADD COLUMN given_up int NOT NULL DEFAULT 0,
    ADD COLUMN reported_at timestamptz;`;
