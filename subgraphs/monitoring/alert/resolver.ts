import { principalById } from '@handoff/kit/access/principal';
import { viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { historyOf } from '@handoff/kit/event/history';
import { load, loadWith } from '@handoff/kit/loader';
import { Asked, type RootAsked, RootOfRows } from '@handoff/kit/schema/asked';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { type Severity, SeverityEnum } from '@handoff/kit/schema/scalars';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { MonitoredDeployment, MonitoredModel } from '../entities.ts';
import { MetricSeries } from '../metric/schema.ts';
import { monitorById } from '../monitor/queries.ts';
import { MonitorType } from '../monitor/schema.ts';
import type { Alert, AlertState } from './alert.ts';
import { evidenceSentence, histogramOf, seriesAround } from './evidence.ts';
import { eventShown } from './history.ts';
import { movesOf } from './policy.ts';
import { alertById, alertPage, alertsExplained, verdictsOnAlert, verdictsOnMonitor } from './queries.ts';
import { responsibleOf } from './responsible.ts';
import {
  AlertConnection,
  type AlertEvent,
  AlertEventType,
  AlertEvidence,
  AlertMoveEnum,
  AlertStateEnum,
  AlertType,
  HistogramBin,
} from './schema.ts';
import { alertReads, alerts } from './table.ts';

@ArgsType()
class AlertsArguments extends PageArguments {
  @Field(() => [AlertStateEnum], { nullable: true, description: 'Only in one of these; left out: in any.' })
  state?: AlertState[];
  @Field(() => SeverityEnum, { nullable: true, description: 'Only this urgent.' }) severity?: Severity;
  @Field(() => String, { nullable: true, description: 'Only there: the name of an environment.' }) environment?: string;
  @Field(() => Boolean, { nullable: true, description: 'Only what the viewer has to act on, or a team of theirs.' })
  mine?: boolean;
}

/** The principal of an id, for a field that may be nobody. */
function principal(context: Context, id: string | null) {
  return id === null ? null : load(context, principalById, id);
}

@Resolver(() => AlertType)
export class AlertResolver {
  @Access('visible')
  @Query(() => AlertType, { nullable: true, description: 'One alert.' })
  alert(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, alertById, id);
  }

  @Access('visible')
  @Query(() => AlertConnection, { nullable: true, description: 'All alerts, newest first.' })
  alerts(
    @Ctx() context: Context,
    @Args(() => AlertsArguments) filter: AlertsArguments,
    @Asked(alerts, alertReads) asked: AskedProperties,
  ) {
    return alertPage(context, { ...filter, asked });
  }

  @FieldResolver(() => MonitoredModel, { nullable: true, description: 'The model it is about.' })
  model(@Root() alert: Alert) {
    return { id: alert.modelId };
  }

  @FieldResolver(() => MonitoredDeployment, { nullable: true, description: 'Null: about no single one.' })
  deployment(@Root() alert: Alert) {
    return alert.deploymentId === null ? null : { id: alert.deploymentId };
  }

  @FieldResolver(() => MonitorType, { nullable: true, description: 'What found it; null: it came from outside.' })
  monitor(@Root() alert: Alert, @Ctx() context: Context) {
    return alert.monitorId === null ? null : load(context, monitorById, alert.monitorId);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who sees to it.' })
  acknowledgedBy(@Root() alert: Alert, @Ctx() context: Context) {
    return principal(context, alert.acknowledgedById);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Null: it ended by itself, or is open.' })
  resolvedBy(@Root() alert: Alert, @Ctx() context: Context) {
    return principal(context, alert.resolvedById);
  }

  @FieldResolver(() => Principal, {
    nullable: true,
    description: 'Who has to act now: whoever acknowledged it, else the accepted owner of the model, else its team.',
  })
  async responsible(@Root() alert: Alert, @Ctx() context: Context) {
    return principal(context, await load(context, responsibleOf, alert.id));
  }

  @FieldResolver(() => AlertType, {
    nullable: true,
    description: 'What explains it: a shared feature that is broken further up, on this model or another.',
  })
  cause(@Root() alert: Alert, @Ctx() context: Context) {
    return alert.causeId === null ? null : load(context, alertById, alert.causeId);
  }

  @FieldResolver(() => AlertConnection, {
    description: 'The alerts that it explains, on any model, newest first. Nobody was told of them apart.',
  })
  explains(
    @RootOfRows(alerts, alertReads) alert: RootAsked,
    @Ctx() context: Context,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ) {
    const { id: key, asked } = alert;
    return loadWith(context, alertsExplained, { key, args: { state: null, first, after, asked } });
  }

  @FieldResolver(() => AlertType, { nullable: true, description: 'The last one with this fingerprint.' })
  previous(@Root() alert: Alert, @Ctx() context: Context) {
    return alert.previousId === null ? null : load(context, alertById, alert.previousId);
  }

  @FieldResolver(() => AlertEvidence, { description: 'What speaks for it.' })
  evidence(@Root() alert: Alert) {
    return { alert, sentence: evidenceSentence(alert) };
  }

  @FieldResolver(() => Int, { description: 'How many found it worth being told.' })
  async useful(@Root() alert: Alert, @Ctx() context: Context) {
    return (await load(context, verdictsOnAlert, alert.id))?.useful ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many did not.' })
  async noise(@Root() alert: Alert, @Ctx() context: Context) {
    return (await load(context, verdictsOnAlert, alert.id))?.noise ?? 0;
  }

  @FieldResolver(() => [AlertMoveEnum], { description: 'What the viewer may do now; anyone: what somebody may.' })
  async moves(
    @Root() alert: Alert,
    @Ctx() context: Context,
    @Arg('anyone', () => Boolean, { nullable: true, defaultValue: false }) anyone: boolean | null,
  ) {
    if (anyone) return movesOf(alert, 'anyone');
    const model = await visibleModel(context, alert.modelId);
    return movesOf(alert, model ? permissionsOn(await viewerReach(context), model) : new Set());
  }

  @FieldResolver(() => [AlertEventType], { description: 'What happened to it, oldest first.' })
  async history(@Root() alert: Alert, @Ctx() context: Context) {
    return ((await load(context, historyOf, alert.id)) ?? []).map(eventShown);
  }
}

@Resolver(() => AlertEventType)
export class AlertEventResolver {
  @FieldResolver(() => Principal, { nullable: true, description: 'Null: it happened by itself.' })
  by(@Root() event: AlertEvent, @Ctx() context: Context) {
    return principal(context, event.byId);
  }
}

@Resolver(() => AlertEvidence)
export class AlertEvidenceResolver {
  @FieldResolver(() => [HistogramBin], {
    nullable: true,
    description: 'What it is held against, beside what was, when it fired. Null: it is about no distribution.',
  })
  histogram(@Root() { alert }: { alert: Alert }, @Ctx() context: Context) {
    return histogramOf(context, alert);
  }

  @FieldResolver(() => MetricSeries, {
    nullable: true,
    description: 'What it is about, around the time that it fired.',
  })
  series(@Root() { alert }: { alert: Alert }, @Ctx() context: Context) {
    return seriesAround(context, alert, new Date());
  }
}

@Resolver(() => MonitorType)
export class MonitorVerdictsResolver {
  @FieldResolver(() => Int, { description: 'How many verdicts found one of its alerts worth being told.' })
  async useful(@Root() monitor: { id: string }, @Ctx() context: Context) {
    return (await load(context, verdictsOnMonitor, monitor.id))?.useful ?? 0;
  }

  @FieldResolver(() => Int, { description: 'How many did not.' })
  async noise(@Root() monitor: { id: string }, @Ctx() context: Context) {
    return (await load(context, verdictsOnMonitor, monitor.id))?.noise ?? 0;
  }
}
