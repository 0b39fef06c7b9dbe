import type { Series } from '../../metric/series.ts';

/** One bar of a picture: shares of what it is held against, and of now. */
export interface Bar {
  label: string;
  reference: number;
  current: number;
}

/** What an alert shows beside its sentence, where that cannot be read again later. */
export interface Picture {
  histogram?: Bar[];
  series?: Series;
}
