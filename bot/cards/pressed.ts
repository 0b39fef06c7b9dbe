import { z } from 'zod';

/** What a button of a card carries: which thing, and what it was drawn from. */
export interface Pressed {
  id: string;
  revision: number;
  /** The evidence that was shown, of a promotion. */
  digest?: string | undefined;
  /** The step that was shown, of a rollout. */
  step?: number | undefined;
  /** The list the button stands in, as it would be typed: `pending`. Absent on a card of its own and on the home tab. */
  from?: string | undefined;
}

/** The shape of a button's value. */
export const pressedShape = z.object({
  id: z.string().min(1).max(128),
  revision: z.number().int().nonnegative(),
  digest: z.string().max(128).optional(),
  step: z.number().int().nonnegative().optional(),
  from: z.string().max(500).optional(),
});

/** Reads a button's value; null when it is not one of ours. */
export function readPressed(value: string | undefined): Pressed | null {
  try {
    return pressedShape.safeParse(JSON.parse(value ?? '')).data ?? null;
  } catch {
    return null;
  }
}

/** A button's value. */
export function pressedValue(pressed: Pressed): string {
  return JSON.stringify(pressed);
}
