import { billOfMaterials } from '../../export/cyclonedx/bom.ts';
import { identity } from '../part/model.ts';
import { type Outline, sectionsOf } from '../part/section.ts';
import { algorithm, build, data, files, inputs, origin, outputs } from '../part/version.ts';
import type { Draft } from '../report.ts';
import type { Subject } from '../subject.ts';
import { aboutModel, citing, onGaps } from './about.ts';

const outline: readonly Outline[] = [
  { title: 'Component', parts: [identity, build, algorithm] },
  { title: 'Files', parts: [files] },
  { title: 'Where it was built', parts: [origin] },
  { title: 'Data', parts: [data] },
  { title: 'Inputs and outputs', parts: [inputs, outputs] },
];

/** What a version is made of: as JSON a bill of materials in CycloneDX 1.6, else the same for people. Pure. */
export function mlBom(subject: Subject): Draft {
  const { model, version } = subject;
  return {
    kind: 'CYCLONEDX_ML_BOM',
    title: `Bill of materials of ${model.name}${version ? `, version ${version.version}` : ''}`,
    about: aboutModel(subject),
    notes: ['As JSON this is a CycloneDX 1.6 document for programs; this is the same for people.', onGaps, citing],
    ...sectionsOf(subject, outline),
    record: null,
    machine: version && billOfMaterials({ ...version, model }),
  };
}
