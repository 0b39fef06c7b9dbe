import { system } from '@handoff/kit/actor';
import { write } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { Alert } from '../alert/alert.ts';
import { openAlert } from '../alert/change.ts';
import { moveByItself } from '../alert/found.ts';
import { alerts } from '../alert/table.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { monitors } from '../monitor/table.ts';
import type { Office } from './office.ts';

/** Adds a monitor straight to the tables, whatever it watches: drift of a feature unless told otherwise. */
export async function addMonitor(office: Office, modelId: string, changes: Partial<Monitor> = {}): Promise<Monitor> {
  const id = newId('mon');
  const monitor: Monitor = {
    ...{ id, modelId, name: id, kind: 'DRIFT', origin: 'PERSON', environment: null, metric: null, feature: null },
    ...{ slice: null, comparator: null, threshold: null, objective: null, prometheus: null, windowMinutes: 60 },
    ...{ forMinutes: 0, keepFiringMinutes: 0, minimumRows: 1, severity: 'WARNING', reference: null, runbook: null },
    ...{ enabled: true, revision: 1, lastEvaluatedAt: null, focus: 1, savedAt: new Date(), dueAt: null },
    ...{ lease: null, leasedUntil: null, trouble: null, withdrawn: false },
    ...changes,
  };
  await write(office.db, tx => tx.insert(monitors, monitor));
  return monitor;
}

/** Opens an alert of a monitor, as evaluating it would. */
export function fire(office: Office, monitor: Monitor, changes: Partial<Alert> = {}): Promise<Alert> {
  const { deploymentId = null, environment = null, firedAt = new Date(), ...others } = changes;
  const news = {
    ...{ modelId: monitor.modelId, monitorId: monitor.id, deploymentId, environment, severity: monitor.severity },
    ...{ fingerprint: `${monitor.id}/${deploymentId ?? ''}`, title: monitor.name, detail: 'It moved.', firedAt },
    ...others,
  };
  return write(office.db, tx => openAlert(tx, system('monitoring'), { news, pending: false, now: firedAt }));
}

/** Ends an alert, as evaluating its monitor would. */
export async function settle(office: Office, { id }: Pick<Alert, 'id'>, now = new Date()): Promise<void> {
  await write(office.db, async tx => {
    const before = await tx.findOneByOrFail(alerts, { id });
    await moveByItself(tx, before, { move: 'RESOLVE', now });
  });
}
