import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chance, prose } from './words.ts';

/** Writes so many model cards as Hugging Face has them, of about 2.5 KB each: <folder>/<owner>/<model>/README.md. */
export async function writeCards(folder: string, count: number): Promise<void> {
  const random = chance(7);
  for (let i = 0; i < count; i++) {
    const home = join(folder, `owner-${i % 50}`, `model-${i}`);
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'README.md'), card(i, random));
  }
}

function card(i: number, random: () => number): string {
  const section = (title: string, words: number) => `## ${title}\n\n${prose(random, words)}.\n`;
  const front = [
    'license: apache-2.0',
    'language: en',
    `tags:\n- ${prose(random, 1)}\n- topic-${i % 200}`,
    `datasets:\n- data-${i % 2000}`,
    'pipeline_tag: text-classification',
    'library_name: transformers',
    `model-index:\n- name: model-${i}\n  results:\n  - task:\n      type: text-classification\n    dataset:\n      name: glue\n      type: glue\n    metrics:\n    - type: accuracy\n      value: 0.${(i % 900) + 100}`,
  ].join('\n');
  const parts = [
    section('Description', 60),
    section('Intended uses', 60),
    section('Training', 120),
    section('Limits', 60),
  ];
  return `---\n${front}\n---\n# Model ${i} ${prose(random, 1)}\n\n${parts.join('\n')}`;
}
