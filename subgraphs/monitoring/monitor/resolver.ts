import { Access } from '@handoff/kit/access/rule';
import { modelIdOf } from '@handoff/kit/catalogue';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { MonitoredModel, MonitoredVersion } from '../entities.ts';
import { backtest } from './backtest.ts';
import { saveMonitor } from './commands.ts';
import { BacktestPeriod, MonitorInput, SaveMonitorInput, SaveMonitorPayload } from './inputs.ts';
import type { Monitor, Reference } from './monitor.ts';
import { monitorById, monitorsOfModel } from './queries.ts';
import { Backtest, MonitorType, ReferenceType } from './schema.ts';

@Resolver(() => MonitorType)
export class MonitorResolver {
  @Access('visible')
  @Query(() => MonitorType, { nullable: true, description: 'One monitor.' })
  monitor(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, monitorById, id);
  }

  @FieldResolver(() => MonitoredModel, { nullable: true, description: 'The model it watches.' })
  model(@Root() monitor: Monitor) {
    return { id: monitor.modelId };
  }

  @FieldResolver(() => ReferenceType, { nullable: true, description: 'What it is held against.' })
  reference(@Root() monitor: Monitor) {
    return monitor.reference;
  }
}

@Resolver(() => ReferenceType)
export class MonitorReferenceResolver {
  @FieldResolver(() => MonitoredVersion, { nullable: true, description: 'Of VERSION: which.' })
  version(@Root() { versionId }: Reference) {
    return versionId ? { id: versionId } : null;
  }
}

@Resolver(() => MonitoredModel)
export class ModelMonitorsResolver {
  @FieldResolver(() => [MonitorType], { nullable: true, description: 'Its monitors, by name.' })
  async monitors(@Root() model: { id: string }, @Ctx() context: Context) {
    return (await load(context, monitorsOfModel, model.id)) ?? [];
  }
}

@Resolver()
export class BacktestResolver {
  @Access('visible')
  @Query(() => Backtest, {
    nullable: true,
    description: 'Would this rule have fired? Over the stored history, nothing saved. Null: there is no such model.',
  })
  backtest(
    @Ctx() context: Context,
    @Arg('monitor', () => MonitorInput) monitor: MonitorInput,
    @Args(() => BacktestPeriod) period: BacktestPeriod,
  ) {
    return backtest(context, monitor, period);
  }
}

@Resolver()
export class MonitorMutations {
  @Access('judged')
  @Mutation(() => SaveMonitorPayload, {
    nullable: true,
    description: 'Makes or changes a monitor; needs MONITOR_EDIT on the model.',
  })
  async saveMonitor(@Ctx() context: Context, @Arg('input', () => SaveMonitorInput) input: SaveMonitorInput) {
    const model = await modelIdOf(context, input.monitor.model);
    const wish = { ...input, monitor: { ...input.monitor, model } };
    return payload(execute(context, saveMonitor, wish), { monitor: monitorById });
  }
}
