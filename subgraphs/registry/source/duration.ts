const milliseconds: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A time like 30s, 5m or 1h in milliseconds, one day at most; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,5})([smh])$/.exec(text.trim()) ?? [];
  const duration = Number(amount) * (milliseconds[unit] ?? 0);
  return duration > 0 && duration <= 86_400_000 ? duration : undefined;
}
