import { type Answer, type Asking, failure, found } from '../export/asking.ts';
import { findVersion } from '../export/find.ts';
import { forMessages, versionOf } from '../export/questions.ts';
import { printable } from '../source/screen.ts';
import type { PipelineIo } from './io.ts';

/** Which version is to go where. */
export interface Wanted {
  model: string;
  version: string;
  environment: string;
}

interface Preview {
  wouldBe: string;
  checks: { kind: string; passed: boolean; detail: string; whoCanClear: { name: string }[] | null }[];
  approvals: { role: string; count: number }[];
  whoCanApprove: { name: string }[] | null;
  comparison: { breaking: boolean } | null;
}

interface Previewed {
  id: string;
  version: string;
  preview: Preview | null;
}

// The name stands in the document as GraphQL writes a text, which is as JSON does.
function question(environment: string): string {
  const asked = versionOf(
    'Gate',
    `id version preview: promotionPreview(environment: ${JSON.stringify(environment)}) {
      wouldBe checks { kind passed detail whoCanClear { name } } approvals { role count } whoCanApprove { name }
      comparison { breaking } }`,
  );
  return `${asked}${forMessages}`;
}

/** The dry run of a promotion: what would stand in the way. Changes nothing. Code 3: its checks would hold it up. */
export async function gate(
  asking: Asking,
  io: PipelineIo,
  { wanted, json }: { wanted: Wanted; json?: boolean },
): Promise<Answer<unknown>> {
  const { environment } = wanted;
  const answer = await findVersion<Previewed>(asking, question(environment), wanted);
  if (answer.kind === 'Failure') return answer;
  const { model, version } = answer.value;
  if (!version.preview) return failure(`There is no environment "${environment}", or it is not yours to see.`, 1);
  const { preview } = version;
  const passes = preview.wouldBe !== 'BLOCKED';
  const told = { model, version: version.version, environment, passes, ...preview };
  await io.out(json ? `${JSON.stringify(told)}\n` : `${lines(told).map(printable).join('\n')}\n`);
  if (passes) return found(null);
  const failed = preview.checks.filter(check => !check.passed).map(({ kind }) => kind);
  return failure(`It would not pass: ${failed.join(', ')}.`, 3);
}

type Shown = Preview & { model: string; version: string; environment: string; passes: boolean };

function lines(told: Shown): string[] {
  const { model, version, environment, passes, checks, comparison } = told;
  const head = `Version ${version} of ${model} to ${environment}: ${passes ? 'would pass' : 'would be held up'}`;
  return [head, ...checks.map(checkLine), ...approvalLines(told), ...(comparison?.breaking ? [breaks] : [])];
}

const breaks = '  It would break callers of the version that runs there.';

function checkLine({ kind, passed, detail, whoCanClear }: Preview['checks'][number]): string {
  const people = (whoCanClear ?? []).map(({ name }) => name);
  const turnTo = passed || people.length === 0 ? '' : ` Who can clear it: ${people.join(', ')}.`;
  return `  ${passed ? 'passes' : 'FAILS '}  ${kind}: ${detail}${turnTo}`;
}

function approvalLines({ approvals, whoCanApprove }: Preview): string[] {
  if (approvals.length === 0) return ['  Nobody has to approve it.'];
  const needed = approvals.map(({ role, count }) => `${count} ${role}`).join(', ');
  const people = (whoCanApprove ?? []).map(({ name }) => name);
  return [`  Needs the approval of ${needed}. Who can: ${people.length > 0 ? people.join(', ') : 'nobody yet'}.`];
}
