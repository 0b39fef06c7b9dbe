import { reportKinds } from '../../answers/report.ts';
import type { Shown } from '../../cards/blocks.ts';
import { type ReportAsked, reportCard } from '../../cards/report.ts';
import { plain } from '../../cards/say.ts';
import { type Command, written } from '../../grammar.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

const nothing = plain(
  'There is no such report for you: either there is no such version, or it takes a role that may read reports ' +
    '(REPORT_READ), such as risk, auditor or owner.',
);

/** `report`: how much of a report is told, what is missing, and where it is read. */
export async function showReport(asker: Asker, command: Extract<Command, { verb: 'report' }>): Promise<Shown> {
  const { ask, share, services } = asker;
  const { kind, version } = command;
  const meant = command.model === null ? null : await modelNamed(ask, command.model);
  if (meant?.kind === 'Unclear') return unclear(meant);
  const model = meant?.model ?? null;
  const { report } = await ask('ReadReport', { kind: reportKinds[kind], model: model?.id ?? null, version });
  if (!report) return nothing;
  const asked: ReportAsked = { kind, model, version, typed: written({ ...command, model: model?.name ?? null }) };
  return reportCard(report, asked, { share, publicUrl: services.publicUrl });
}
