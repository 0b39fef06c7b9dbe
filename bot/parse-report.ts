import { nearest } from '@handoff/kit/settings/nearest';
import { type ReportName, reportKinds } from './answers/report.ts';
import { done, type Parsed, short, shown, usage } from './parsed.ts';
import type { Word } from './words.ts';

const names = Object.keys(reportKinds) as ReportName[];
/** Reports of one version; the others are of all models, or of one. */
const ofOne: readonly ReportName[] = ['model-card', 'annex-iv', 'ml-bom'];

/** `report`: of what kind, and of which model. */
export function readReport([first, ...rest]: Word[]): Parsed {
  const kind = kindIn(first ? shown(first).toLowerCase() : '');
  if (typeof kind !== 'string') return kind;
  const versions = rest.filter(({ key }) => key === 'version');
  const model = rest
    .filter(({ key }) => key !== 'version')
    .map(shown)
    .join(' ')
    .trim();
  const [version = null] = versions.map(word => (word.kind === 'text' ? word.text : ''));
  if (ofOne.includes(kind) && model === '') return usage('report', `Of which model? A ${kind} is about one.`);
  if (!ofOne.includes(kind) && version !== null) return usage('report', `The ${kind} is about no single version.`);
  if (versions.length > 1 || version === '') return usage('report', 'Which version? Name one, as in `version:8`.');
  return done({ verb: 'report', kind, model: model || null, version });
}

function kindIn(word: string): ReportName | Parsed {
  if (Object.hasOwn(reportKinds, word)) return word as ReportName;
  if (word === '') return usage('report', `Which one? There are ${names.join(', ')}.`);
  const close = nearest(word, names);
  const hint = close ? `Did you mean \`${close}\`?` : `There are ${names.join(', ')}.`;
  return usage('report', `There is no report “${short(word)}”. ${hint}`);
}
