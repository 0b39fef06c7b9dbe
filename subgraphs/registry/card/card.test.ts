import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedFor, type CardFacts, completenessOf } from './card.ts';
import { inline, link, prose, table } from './escape.ts';
import { cardMarkdown } from './markdown.ts';

const at = new Date('2026-11-21T09:00:00Z');

/** Facts in which every text is the given one. */
function factsOf(text: string): CardFacts {
  const name = { name: text, description: text };
  const field = { ...name, dtype: text, shape: [-1, 3] };
  const place = { versionId: 'ver_1', position: 0 };
  const dataset = { ...name, id: 'dts_1', uri: text, digest: text, rows: 1200, from: at, to: at, revision: 1 };
  return {
    model: {
      ...{ id: 'mdl_1', name: text, title: text, description: text, purpose: text, limitations: text, tags: [text] },
      ...{ task: 'RANKING', riskTier: 'CRITICAL', lastValidatedAt: at, validationDueAt: at, revision: 1 },
      ...{ createdAt: at, updatedAt: at, archivedAt: null, teamId: 'tea_1', visibility: 'INTERNAL' },
      objectives: [{ metric: text, comparator: 'AT_LEAST', target: 0.9, unit: text, rationale: text }],
    },
    version: {
      ...{ id: 'ver_1', modelId: 'mdl_1', version: text, ordinal: 1, state: 'READY', digest: 'd'.repeat(64) },
      ...{ algorithm: text, framework: text, hyperparameters: [{ name: text, value: text }], changeNote: text },
      ...{ parentId: 'ver_0', tags: [text], trainedById: 'per_1', createdById: 'per_1', createdAt: at },
    },
    ...{ team: text, owner: text, trainedBy: text, registeredBy: text, parent: text },
    inputs: [{ ...field, required: true, unit: text, sensitive: true, transformations: [text], definition: text }],
    outputs: [field],
    data: [{ dataset, purpose: 'TRAINING' }],
    figures: [
      {
        ...{ metric: text, value: 0.9, valueText: text, datasetId: 'dts_1', dataset: text, split: text, slice: text },
        ...{ lower: 0.8, upper: 1, n: 1200, verified: true },
      },
    ],
    assumptions: [
      {
        ...place,
        id: 'asm_1',
        text,
        status: 'HOLDS',
        checkedById: 'per_1',
        checkedAt: at,
        checkedBy: text,
        evidence: text,
      },
    ],
    artifacts: [{ ...place, uri: text, sha256: 'a'.repeat(64), bytes: 10, format: text }],
    documents: [
      {
        ...{ id: 'doc_1', modelId: 'mdl_1', versionId: null, title: text, kind: text, uri: text, body: text },
        ...{ updatedAt: at, updatedById: 'per_1', removedAt: null },
      },
    ],
    source: {
      ...{ system: 'MLFLOW', externalId: text, url: text, runId: text, commit: text, kind: 'VERSION' },
      ...{ modelId: 'mdl_1', versionId: 'ver_1', importedAt: at },
    },
  };
}

/** The skeleton of a card: its headings, and how many cells each row of its tables has. */
function skeleton(markdown: string): string[] {
  return markdown.split('\n').flatMap(line => {
    if (line.startsWith('# ')) return ['title'];
    if (line.startsWith('#')) return [line];
    return line.startsWith('|') ? [`${line.replace(/\\./g, '').split('|').length - 2} cells`] : [];
  });
}

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(
    ...['</td><script>alert(1)</script>', '| a | b |', '\n## Evaluations\n', '```\n', '~~~', '> quoted', '<!--', '$$'],
    ...[
      '- a\n- b',
      '1. one',
      '[x](javascript:alert(1))',
      '![x](http://a)',
      '**',
      '\\|',
      '\\',
      'a\r\n\r\n---\r\nb',
      '===',
    ],
    ...[
      '\u202Eevil',
      '\u2028# H',
      'https://a.example/(b)|"><img onerror=x>',
      'http://[',
      '&lt;b&gt;',
      '\t\t\tcode',
      '#',
    ],
  ),
);

describe('what somebody wrote', () => {
  it('changes nothing of how a card is built, whatever it is', () => {
    const plain = skeleton(cardMarkdown(factsOf('x')));
    fc.assert(
      fc.property(hostile, text => {
        const markdown = cardMarkdown(factsOf(`x${text}`));
        expect(skeleton(markdown)).toEqual(plain);
        expect(markdown).not.toMatch(/[<>]|^\s*(```|~~~|---$|===$|-{3,})|[\u202a-\u202e]|(?<!\\)\]\((?!https?:\/\/)/m);
      }),
      { numRuns: 300 },
    );
  });

  it('never begins a line with a mark, but for the list of documents and of where it came from', () => {
    fc.assert(
      fc.property(hostile, text => {
        for (const line of prose(text).split('\n')) expect(line).not.toMatch(/^(\s|[-+=>#*:|]|\d+[.)](\s|$))/);
        expect(inline(text)).not.toMatch(/\n|(?<!\\)(\\\\)*[|`*_[\]~#]/);
      }),
    );
  });

  it.each([
    ['a_b', 'a\\_b'],
    ['1. x', '1\\. x'],
    ['2026-11-21', '2026-11-21'],
    ['0.9', '0.9'],
    ['-0.5', '\\-0.5'],
    ['<b> & c', '&lt;b&gt; &amp; c'],
    ['a\n b', 'a b'],
  ])('%j is written %s', (text, markdown) => {
    expect(inline(text)).toBe(markdown);
  });

  it('keeps paragraphs, and leads to web addresses alone', () => {
    expect(prose('one\ntwo\r\n\r\n\r\n\r\nthree')).toBe('one\ntwo\n\nthree');
    expect(link('a]b', 'https://x.example/a (1)?q=|')).toBe('[a\\]b](https://x.example/a%20%281%29?q=%7C)');
    expect(link('a', 'javascript:alert(1)')).toBe('a: javascript:alert(1)');
    expect(link('a', 'https://')).toBe('a: https://');
    expect(
      table(
        ['A', 'B'],
        [
          ['x|y', null],
          ['-0.5', '\n'],
        ],
      ),
    ).toBe('| A | B |\n| --- | --- |\n| x\\|y |  |\n| -0.5 |  |');
  });
});

describe('completeness', () => {
  const nothing: CardFacts = {
    ...factsOf('x'),
    model: { ...factsOf('x').model, purpose: null, limitations: null, objectives: [] },
    version: { ...factsOf('x').version, algorithm: null, framework: null, changeNote: null },
    ...{ team: null, owner: null, trainedBy: null, registeredBy: null, parent: null, source: null },
    ...{ inputs: [], outputs: [], data: [], figures: [], assumptions: [], artifacts: [], documents: [] },
  };
  const ofTier = (facts: CardFacts, riskTier: CardFacts['model']['riskTier']) =>
    completenessOf({ ...facts, model: { ...facts.model, riskTier } });

  it.each([
    ['MINIMAL', 3],
    ['LIMITED', 8],
    ['HIGH', 13],
    ['CRITICAL', 15],
    ['UNCLASSIFIED', 15],
  ] as const)('of tier %s asks for %d sections', (tier, asked) => {
    expect(ofTier(factsOf('x'), tier)).toEqual({ completeness: 1, missing: [] });
    expect(ofTier(nothing, tier).completeness).toBe(0);
    expect(new Set(ofTier(nothing, tier).missing).size).toBe(asked);
    expect(askedFor[tier]).toHaveLength(asked);
  });

  it('names what is missing, and so does the card', () => {
    const facts = { ...factsOf('x'), documents: [], data: [{ ...factsOf('x').data[0], purpose: 'TEST' }] } as CardFacts;
    expect(completenessOf(facts)).toEqual({ completeness: 13 / 15, missing: ['training data', 'documents'] });
    expect(cardMarkdown(facts)).toContain('**Missing: training data, documents.** 86 % of');
    expect(cardMarkdown(factsOf('x'))).not.toContain('Missing');
  });

  it('asks for a description of every input', () => {
    const [input] = factsOf('x').inputs;
    const inputs = [input, { ...input, description: null }] as CardFacts['inputs'];
    expect(completenessOf({ ...factsOf('x'), inputs }).missing).toEqual(['descriptions of all inputs']);
  });
});
