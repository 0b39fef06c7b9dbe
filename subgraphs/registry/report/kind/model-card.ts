import { documents, identity, limitations, objectives, people, purpose, validation } from '../part/model.ts';
import { health, hosting, live, monitors, promotions, requirements } from '../part/operation.ts';
import { type Outline, sectionsOf } from '../part/section.ts';
import {
  algorithm,
  assumptions,
  build,
  data,
  evaluations,
  files,
  handover,
  inputs,
  origin,
  outputs,
  personal,
  slices,
} from '../part/version.ts';
import type { Draft } from '../report.ts';
import type { Subject } from '../subject.ts';
import { aboutModel, citing, onGaps } from './about.ts';

const outline: readonly Outline[] = [
  { title: 'The model', parts: [identity] },
  { title: 'What it is for', parts: [purpose] },
  { title: 'What it must not be used for', parts: [limitations] },
  { title: 'Who answers for it', parts: [people] },
  { title: 'This version', parts: [build, algorithm, origin, files] },
  { title: 'What it reads and gives back', parts: [inputs, outputs, personal] },
  { title: 'Data', parts: [data] },
  { title: 'How good it is', parts: [objectives, evaluations, slices] },
  { title: 'What it takes for granted', parts: [assumptions] },
  { title: 'Review and validation', parts: [handover, validation] },
  { title: 'Where it runs', parts: [hosting, live, requirements] },
  { title: 'How it is watched', parts: [monitors, health] },
  { title: 'Decisions', parts: [promotions] },
  { title: 'Documents', parts: [documents] },
];

/** Everything about one model and one of its versions, for people. Pure. */
export function modelCard(subject: Subject): Draft {
  const name = subject.version ? `${subject.model.name}, version ${subject.version.version}` : subject.model.name;
  return {
    kind: 'MODEL_CARD',
    title: `Model card of ${name}`,
    about: aboutModel(subject),
    notes: [onGaps, citing],
    ...sectionsOf(subject, outline),
    record: null,
    machine: null,
  };
}
