import { Access } from '@handoff/kit/access/rule';
import { type Command, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { outcomeOf } from '../outcome.ts';
import { acknowledgeAlert, escalateAlert, rateAlert, resolveAlert, silenceAlert, unsilenceAlert } from './commands.ts';
import {
  AcknowledgeAlertInput,
  AcknowledgeAlertPayload,
  EscalateAlertInput,
  EscalateAlertPayload,
  RateAlertInput,
  RateAlertPayload,
  ResolveAlertInput,
  ResolveAlertPayload,
  SilenceAlertInput,
  SilenceAlertPayload,
  UnsilenceAlertInput,
  UnsilenceAlertPayload,
} from './inputs.ts';
import { alertById } from './queries.ts';
import { receiveAll } from './receive.ts';
import { ReceiveAlertsInput, ReceiveAlertsPayload } from './receive-inputs.ts';

/** With a problem, too, the alert is shown as it stands. */
function answer<Input extends object>(context: Context, command: Command<Input>, input: Input) {
  return payload(execute(context, command, input), { alert: alertById });
}

/** All but the last need ALERT_HANDLE on the model. */
@Resolver()
export class AlertMutations {
  @Access('judged')
  @Mutation(() => AcknowledgeAlertPayload, {
    nullable: true,
    description: 'Says that one sees to it; needs ALERT_HANDLE.',
  })
  acknowledgeAlert(@Ctx() context: Context, @Arg('input', () => AcknowledgeAlertInput) input: AcknowledgeAlertInput) {
    return answer(context, acknowledgeAlert, input);
  }

  @Access('judged')
  @Mutation(() => SilenceAlertPayload, {
    nullable: true,
    description: 'Keeps it quiet for a while; needs ALERT_HANDLE.',
  })
  silenceAlert(@Ctx() context: Context, @Arg('input', () => SilenceAlertInput) input: SilenceAlertInput) {
    return answer(context, silenceAlert, input);
  }

  @Access('judged')
  @Mutation(() => UnsilenceAlertPayload, { nullable: true, description: 'Ends its silence; needs ALERT_HANDLE.' })
  unsilenceAlert(@Ctx() context: Context, @Arg('input', () => UnsilenceAlertInput) input: UnsilenceAlertInput) {
    return answer(context, unsilenceAlert, input);
  }

  @Access('judged')
  @Mutation(() => ResolveAlertPayload, { nullable: true, description: 'Says that it is over; needs ALERT_HANDLE.' })
  resolveAlert(@Ctx() context: Context, @Arg('input', () => ResolveAlertInput) input: ResolveAlertInput) {
    return answer(context, resolveAlert, input);
  }

  @Access('judged')
  @Mutation(() => EscalateAlertPayload, { nullable: true, description: 'Asks the next; needs ALERT_HANDLE.' })
  escalateAlert(@Ctx() context: Context, @Arg('input', () => EscalateAlertInput) input: EscalateAlertInput) {
    return answer(context, escalateAlert, input);
  }

  @Access('judged')
  @Mutation(() => RateAlertPayload, {
    nullable: true,
    description: 'Says whether it was worth being told; needs ALERT_HANDLE.',
  })
  rateAlert(@Ctx() context: Context, @Arg('input', () => RateAlertInput) input: RateAlertInput) {
    return answer(context, rateAlert, input);
  }

  @Access('judged')
  @Mutation(() => ReceiveAlertsPayload, {
    nullable: true,
    description: 'Opens, repeats and ends alerts of an alerting system; needs INGEST on their models. Repeat-safe.',
  })
  async receiveAlerts(@Ctx() context: Context, @Arg('input', () => ReceiveAlertsInput) input: ReceiveAlertsInput) {
    return outcomeOf(await receiveAll(context, input));
  }
}
