import { EntitySchema } from 'typeorm';
import type { ChatSubscriptionRow } from './subscription.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const chatSubscriptions = new EntitySchema<ChatSubscriptionRow>({
  name: 'chat_subscription',
  schema: 'registry',
  columns: {
    id: { ...text, primary: true },
    channel: optional,
    personId: { ...optional, name: 'person_id' },
    modelId: { ...optional, name: 'model_id' },
    teamId: { ...optional, name: 'team_id' },
    tag: optional,
    kinds: { type: 'text', array: true, nullable: true },
    severity: optional,
    environment: optional,
    createdById: { ...text, name: 'created_by_id' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
    subscribed: text,
  },
});
