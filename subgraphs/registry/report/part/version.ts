import { type GapPoint, pointOf } from '../gap.ts';
import type { Block } from '../report.ts';
import type { Subject } from '../subject.ts';
import { day, type Evidence, fact, factsBlock, figure, type Part, plain, sought, tableBlock } from './evidence.ts';

type Told = Subject & { version: NonNullable<Subject['version']> };

/** A part that tells of a version; without one, that is what is missing. */
function ofVersion(tell: (subject: Told) => Omit<Evidence, 'sources'>): Part {
  return subject => {
    const { version } = subject;
    if (!version) return { sources: ['version'], blocks: [], sought: sought([[false, pointOf('version')]]) };
    return { sources: [`version ${version.version}`], ...tell({ ...subject, version }) };
  };
}

const told = (blocks: readonly Block[], ...points: (readonly [boolean, GapPoint])[]) => ({
  blocks,
  sought: sought(points),
});

/** Which version it is, by whom it was made, and which one it came from. */
export const build: Part = ofVersion(({ version, cites }) =>
  told(
    factsBlock([
      fact('Version', version.version, cites.of(version.id)),
      fact('Digest', version.digest),
      fact('Trained from', version.parent && `version ${version.parent.version} of ${version.parent.model.name}`),
      fact('Trained by', version.trainedBy?.name ?? null),
      fact('Registered by', version.createdBy?.name ?? null),
      fact('Registered on', day(version.createdAt)),
      fact('What changed', version.changeNote),
    ]),
    [version.trainedBy !== null, pointOf('trained-by')],
  ),
);

export const algorithm: Part = ofVersion(({ version }) =>
  told(
    [
      ...factsBlock([fact('Algorithm', version.algorithm), fact('Framework', version.framework)]),
      ...tableBlock(
        'Configuration of the training',
        ['Parameter', 'Value'],
        version.hyperparameters.map(({ name, value }) => [name, value]),
      ),
    ],
    [version.algorithm !== null || version.framework !== null, pointOf('algorithm')],
    [version.hyperparameters.length > 0, pointOf('hyperparameters')],
  ),
);

/** Where it was built: system, run and commit. */
export const origin: Part = ofVersion(({ version: { source } }) =>
  told(
    factsBlock([
      fact('System', source && plain(source.system)),
      fact('Known there as', source?.externalId ?? null),
      fact('Address', source?.url ?? null),
      fact('Run', source?.runId ?? null),
      fact('Commit', source?.commit ?? null),
    ]),
    [source !== null, pointOf('source')],
  ),
);

export const files: Part = ofVersion(({ version: { artifacts } }) =>
  told(
    tableBlock(
      'Files',
      ['Where', 'Format', 'Bytes', 'SHA-256'],
      artifacts.map(({ uri, format, bytes, sha256 }) => [uri, format, bytes === null ? null : figure(bytes), sha256]),
    ),
    [artifacts.some(({ sha256 }) => sha256 !== null), pointOf('artifacts')],
  ),
);

export const inputs: Part = ofVersion(({ version: { features } }) =>
  told(
    tableBlock(
      'Inputs',
      ['Name', 'Type', 'Required', 'Unit', 'Personal data', 'Description', 'Prepared by', 'Read from'],
      features.map(({ name, dtype, required, unit, sensitive, description, transformations, definition }) => [
        ...[name, dtype, required ? 'yes' : 'no', unit, sensitive ? 'yes' : 'no', description],
        ...[transformations.join(', '), definition?.name ?? null],
      ]),
    ),
    [features.length > 0, pointOf('inputs')],
    [features.every(({ description }) => description !== null), pointOf('input-descriptions')],
  ),
);

export const outputs: Part = ofVersion(({ version: { labels } }) =>
  told(
    tableBlock(
      'Outputs',
      ['Name', 'Type', 'Description'],
      labels.map(({ name, dtype, description }) => [name, dtype, description]),
    ),
    [labels.length > 0, pointOf('outputs')],
  ),
);

export const data: Part = ofVersion(({ version: { trainingData } }) =>
  told(
    tableBlock(
      'Data',
      ['Data set', 'Used for', 'Where', 'Digest', 'Rows', 'From', 'To', 'Description'],
      trainingData.map(({ purpose, dataset }) => [
        ...[dataset.name, plain(purpose), dataset.uri, dataset.digest],
        ...[dataset.rows === null ? null : figure(dataset.rows), day(dataset.from), day(dataset.to)],
        dataset.description,
      ]),
    ),
    [trainingData.some(({ purpose }) => purpose === 'TRAINING'), pointOf('training-data')],
    [trainingData.every(({ dataset }) => dataset.uri !== null || dataset.digest !== null), pointOf('data-provenance')],
  ),
);

const figures = ['Metric', 'Value', '95 % interval', 'Cases', 'Data set', 'Part', 'Group', 'Verified'];

function evaluationRows({ version }: Told, sliced: boolean) {
  return version.evaluations
    .filter(({ slice }) => (slice !== null) === sliced)
    .map(({ metric, valueText, lower, upper, n, dataset, split, slice, verified }) => [
      ...[metric, valueText, lower === null || upper === null ? null : `${figure(lower)} to ${figure(upper)}`],
      ...[n === null ? null : figure(n), dataset?.name ?? null, split, slice, verified ? 'yes' : 'no'],
    ]);
}

export const evaluations: Part = ofVersion(subject =>
  told(tableBlock('Evaluations', figures, evaluationRows(subject, false)), [
    subject.version.evaluations.length > 0,
    pointOf('evaluations'),
  ]),
);

/** How well it does for single groups. */
export const slices: Part = ofVersion(subject => {
  const rows = evaluationRows(subject, true);
  return told(tableBlock('Evaluations of groups', figures, rows), [rows.length > 0, pointOf('slices')]);
});

/** The inputs that are personal data. */
export const personal: Part = ofVersion(({ version: { features } }) => {
  const names = features.filter(({ sensitive }) => sensitive).map(({ name }) => name);
  const value = names.length === 0 ? 'none of its inputs is marked as such' : names.join(', ');
  return told(features.length === 0 ? [] : factsBlock([fact('Personal data it reads', value)]));
});

export const assumptions: Part = ofVersion(({ version: { assumptions: all } }) =>
  told(
    tableBlock(
      'Assumptions',
      ['Assumption', 'State', 'Checked by', 'Checked on', 'What the check rests on'],
      all.map(({ text, status, checkedBy, checkedAt, evidence }) => [
        ...[text, plain(status), checkedBy?.name ?? null, day(checkedAt), evidence],
      ]),
    ),
    [all.length > 0, pointOf('assumptions')],
    [all.every(({ status }) => status !== 'OPEN'), pointOf('assumptions-checked')],
    [all.every(({ status }) => status !== 'BROKEN'), pointOf('assumptions-broken')],
  ),
);

/** Who took it over, after which review. */
export const handover: Part = ofVersion(({ version: { handovers }, cites }) =>
  told(
    tableBlock(
      'Handovers',
      ['From', 'To', 'State', 'Offered on', 'Answered on', 'By', 'Stands', 'Entries'],
      handovers.map(({ id, from, to, state, stands, offeredAt, answeredAt, answeredBy }) => [
        ...[from.name, to.name, plain(state), day(offeredAt), day(answeredAt), answeredBy?.name ?? null],
        ...[state === 'ACCEPTED' ? (stands ? 'yes' : 'no: it was changed since') : null],
        { entries: cites.of(id, 'handover.offered', 'handover.accepted', 'handover.returned', 'handover.withdrawn') },
      ]),
    ),
    [handovers.some(({ state, stands }) => state === 'ACCEPTED' && stands), pointOf('handover')],
  ),
);
