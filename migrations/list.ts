import type { MigrationClass } from '@handoff/kit/database/migrate';
import { Access0001000000000 } from './0001-access.ts';
import { Event0002000000000 } from './0002-event.ts';
import { Registry0003000000000 } from './0003-registry.ts';
import { Deployment0004000000000 } from './0004-deployment.ts';
import { Monitoring0005000000000 } from './0005-monitoring.ts';
import { Bot0006000000000 } from './0006-bot.ts';
import { Follow0007000000000 } from './0007-follow.ts';
import { Promotion0008000000000 } from './0008-promotion.ts';
import { Hosting0009000000000 } from './0009-hosting.ts';
import { Observation0010000000000 } from './0010-observation.ts';
import { RegistryMore0011000000000 } from './0011-registry-more.ts';
import { Handover0012000000000 } from './0012-handover.ts';
import { Search0013000000000 } from './0013-search.ts';
import { Refresh0014000000000 } from './0014-refresh.ts';
import { Live0015000000000 } from './0015-live.ts';
import { SignIn0016000000000 } from './0016-sign-in.ts';
import { SearchSets0019000000000 } from './0019-search-sets.ts';
import { Decisions0020000000000 } from './0020-decisions.ts';
import { Experiment0021000000000 } from './0021-experiment.ts';
import { Rollout0022000000000 } from './0022-rollout.ts';
import { Serving0023000000000 } from './0023-serving.ts';
import { RolloutOrder0024000000000 } from './0024-rollout-order.ts';
import { ByTime0025000000000 } from './0025-by-time.ts';
import { Summary0026000000000 } from './0026-summary.ts';
import { WaitingLabels0027000000000 } from './0027-waiting-labels.ts';
import { MetricGrains0029000000000 } from './0029-metric-grains.ts';
import { MonitorKinds0030000000000 } from './0030-monitor-kinds.ts';
import { Advice0031000000000 } from './0031-advice.ts';
import { Causes0032000000000 } from './0032-causes.ts';
import { TargetPoll0033000000000 } from './0033-target-poll.ts';
import { Telling0034000000000 } from './0034-telling.ts';
import { BotTelling0035000000000 } from './0035-bot-telling.ts';
import { AskedFor0036000000000 } from './0036-asked-for.ts';
import { SearchTitle0039000000000 } from './0039-search-title.ts';
import { SlackGroup0040000000000 } from './0040-slack-group.ts';
import { Spending0042000000000 } from './0042-spending.ts';
import { Traces0046000000000 } from './0046-traces.ts';
import { SearchTeamName0047000000000 } from './0047-search-team-name.ts';

/** All migrations, in the order they are applied. A migration that was released is never edited. */
export const migrations: readonly MigrationClass[] = [
  Access0001000000000,
  Event0002000000000,
  Registry0003000000000,
  Deployment0004000000000,
  Monitoring0005000000000,
  Bot0006000000000,
  Follow0007000000000,
  Promotion0008000000000,
  Hosting0009000000000,
  Observation0010000000000,
  RegistryMore0011000000000,
  Handover0012000000000,
  Search0013000000000,
  Refresh0014000000000,
  Live0015000000000,
  SignIn0016000000000,
  SearchSets0019000000000,
  Decisions0020000000000,
  Experiment0021000000000,
  Rollout0022000000000,
  Serving0023000000000,
  RolloutOrder0024000000000,
  ByTime0025000000000,
  Summary0026000000000,
  WaitingLabels0027000000000,
  MetricGrains0029000000000,
  MonitorKinds0030000000000,
  Advice0031000000000,
  Causes0032000000000,
  TargetPoll0033000000000,
  Telling0034000000000,
  BotTelling0035000000000,
  AskedFor0036000000000,
  SearchTitle0039000000000,
  SlackGroup0040000000000,
  Spending0042000000000,
  Traces0046000000000,
  SearchTeamName0047000000000,
];
