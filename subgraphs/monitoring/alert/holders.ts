import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { type RootAsked, RootOfRows } from '@handoff/kit/schema/asked';
import { PageArguments } from '@handoff/kit/schema/page';
import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { MonitoredDeployment, MonitoredModel, MonitoredPerson } from '../entities.ts';
import type { AlertState } from './alert.ts';
import { type Health, type HealthStatus, healthSummary } from './health.ts';
import { healthOfDeployment, healthOfModel, healthPage, type ModelHealth as ModelHealthRow } from './health-queries.ts';
import { HealthStatusEnum, HealthType, ModelHealth, ModelHealthConnection } from './health-schema.ts';
import { alertsOfDeployment, alertsOfModel, alertsOfPerson } from './queries.ts';
import { AlertConnection, AlertStateEnum } from './schema.ts';
import { alertReads, alerts } from './table.ts';

interface Thing {
  id: string;
}

@ArgsType()
class StateArguments extends PageArguments {
  @Field(() => [AlertStateEnum], { nullable: true, description: 'Only in one of these; left out: in any.' })
  state?: AlertState[];
}

@ArgsType()
class HealthArguments extends PageArguments {
  @Field(() => [HealthStatusEnum], { nullable: true, description: 'Only these; left out: all.' })
  status?: HealthStatus[];
}

/** Arguments as all that ask the same share them: those that were left out are null. */
function keyed({ id, asked }: RootAsked, { state, first, after }: StateArguments) {
  return { key: id, args: { state: state ?? null, first, after, asked } };
}

@Resolver(() => MonitoredModel)
export class ModelAlertsResolver {
  @FieldResolver(() => HealthType, {
    nullable: true,
    description: 'How it is, by its alerts and by what was observed.',
  })
  health(@Root() model: Thing, @Ctx() context: Context) {
    return load(context, healthOfModel, model.id);
  }

  @FieldResolver(() => AlertConnection, { nullable: true, description: 'Its alerts, newest first.' })
  alerts(
    @RootOfRows(alerts, alertReads) model: RootAsked,
    @Ctx() context: Context,
    @Args(() => StateArguments) args: StateArguments,
  ) {
    return loadWith(context, alertsOfModel, keyed(model, args));
  }
}

@Resolver(() => MonitoredDeployment)
export class DeploymentAlertsResolver {
  @FieldResolver(() => HealthType, {
    nullable: true,
    description: 'How it is, by its alerts and by what was observed.',
  })
  health(@Root() deployment: Thing, @Ctx() context: Context) {
    return load(context, healthOfDeployment, deployment.id);
  }

  @FieldResolver(() => AlertConnection, { nullable: true, description: 'Its alerts, newest first.' })
  alerts(
    @RootOfRows(alerts, alertReads) run: RootAsked,
    @Ctx() context: Context,
    @Args(() => StateArguments) args: StateArguments,
  ) {
    return loadWith(context, alertsOfDeployment, keyed(run, args));
  }
}

const theirs: AlertState[] = ['FIRING', 'ACKNOWLEDGED', 'RECOVERING'];

@Resolver(() => MonitoredPerson)
export class PersonAlertsResolver {
  @Access({ ownOr: 'ACCESS_ADMIN' })
  @FieldResolver(() => AlertConnection, {
    nullable: true,
    description: 'Firing, acknowledged or recovering, and theirs to handle. Null for others, but for ACCESS_ADMIN.',
  })
  openAlerts(
    @RootOfRows(alerts, alertReads) person: RootAsked,
    @Ctx() context: Context,
    @Args(() => PageArguments) page: PageArguments,
  ) {
    return loadWith(context, alertsOfPerson, keyed(person, { ...page, state: theirs }));
  }
}

@Resolver(() => HealthType)
export class HealthResolver {
  @FieldResolver(() => String, { description: 'In a sentence.' })
  summary(@Root() health: Health) {
    return healthSummary(health);
  }
}

@Resolver(() => ModelHealth)
export class ModelHealthResolver {
  @Access('visible')
  @Query(() => ModelHealthConnection, { nullable: true, description: 'How all models are, worst first.' })
  modelHealth(@Ctx() context: Context, @Args(() => HealthArguments) filter: HealthArguments) {
    return healthPage(context, filter);
  }

  @FieldResolver(() => MonitoredModel, { nullable: true, description: 'Which.' })
  model(@Root() { modelId }: ModelHealthRow) {
    return { id: modelId };
  }
}
