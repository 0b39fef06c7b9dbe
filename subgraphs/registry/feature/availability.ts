import { EntitySchema } from 'typeorm';

/** Whether production can read a feature in an environment, as it was last reported; by the name the feature store knows. */
export interface AvailabilityRow {
  name: string;
  environment: string;
  available: boolean;
  dtype: string | null;
  /** How old its values are at most. */
  freshnessMinutes: number | null;
  source: string | null;
  reportedAt: Date;
  reportedById: string;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const availabilities = new EntitySchema<AvailabilityRow>({
  name: 'registry_availability',
  schema: 'registry',
  tableName: 'availability',
  columns: {
    name: { ...text, primary: true },
    environment: { ...text, primary: true },
    available: { type: 'boolean' },
    dtype: optional,
    freshnessMinutes: { type: 'int', name: 'freshness_minutes', nullable: true },
    source: optional,
    reportedAt: { type: 'timestamp with time zone', precision: 3, name: 'reported_at' },
    reportedById: { ...text, name: 'reported_by_id' },
  },
});

/** How a report reads in the trail: "available, double, 5 minutes old at most". */
export function availabilityText(row: Pick<AvailabilityRow, 'available' | 'dtype' | 'freshnessMinutes'>): string {
  const { available, dtype, freshnessMinutes } = row;
  const age = freshnessMinutes === null ? null : `${freshnessMinutes} minutes old at most`;
  return [available ? 'available' : 'not available', dtype, age].filter(part => part !== null).join(', ');
}
