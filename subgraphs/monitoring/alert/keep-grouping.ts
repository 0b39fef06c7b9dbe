import type { Ground } from '@handoff/kit/context';
import { write } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { anyOutlasts, groupAlerts, releaseExplained } from './grouping.ts';

/** Groups alerts that fired before what explains them. Several processes may do so. */
export function keepGrouping({ db, log }: Pick<Ground, 'db' | 'log'>): Loop {
  return keepFollowing(db, log, groupingFollower({ db }));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function groupingFollower({ db }: Pick<Ground, 'db'>): Follower {
  return {
    name: 'monitoring-causes',
    react: async entries => {
      const fired = entries.filter(({ action }) => action === 'alert.fired');
      const models = [...new Set(fired.flatMap(({ modelId }) => modelId ?? []))];
      if (models.length > 0) await write(db, tx => groupAlerts(tx, models));
    },
  };
}

const pauseMs = 15_000;

/** Tells of alerts that go on although what explained them ended. Several processes may do so. */
export function keepReleasing({ db, log }: Pick<Ground, 'db' | 'log'>): Loop {
  const round = async () => {
    const now = new Date();
    if (await anyOutlasts(db, now)) await write(db, tx => releaseExplained(tx, now));
    return pauseMs;
  };
  return startLoop({ name: 'Looking after explained alerts', log, round });
}
