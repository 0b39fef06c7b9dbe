import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annexIv } from './kind/annex-iv.ts';
import { mlBom } from './kind/ml-bom.ts';
import { modelCard } from './kind/model-card.ts';
import { html } from './render/html.ts';
import { rendered } from './render/rendered.ts';
import { type Report, reportFormats } from './report.ts';
import { bareSubject, fullSubject } from './testing/subject.ts';
import { stamp, wholeReport } from './testing/whole.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(
    ...[
      '</td></table><script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='x",
      '$'.concat('{1+1}'),
      '!',
    ],
    ...[
      '</style><style>*{display:none}',
      '<!--',
      ']]>',
      '&lt;b&gt;',
      'javascript:alert(1)',
      '| a | b |',
      '\n## Gone\n',
    ],
    ...[
      '=cmd|"/c calc"!A1',
      '+1',
      '-1+2',
      '@SUM(A1)',
      '\t=1',
      'a\r\n=1',
      '＝1',
      '"quoted"',
      ';=1',
      '```',
      '[x](http://a)',
    ],
  ),
);

/** What an HTML file is built of: its tags, without the text between them. */
function tags(text: string): string[] {
  const look = / class="(long|text|short|day)"/g;
  return (text.slice(text.indexOf('<body')).match(/<[^>]*>/g) ?? []).map(tag => tag.replace(look, ''));
}

const reportOf = (text: string): Report => wholeReport(modelCard(fullSubject(text, ['usage'])), text);

describe('HTML', () => {
  it('is built the same whatever people wrote, and runs and fetches nothing', () => {
    const plain = tags(html(reportOf('x'), stamp));
    fc.assert(
      fc.property(hostile, text => {
        const made = html(reportOf(`x${text}`), { ...stamp, by: `x${text}` });
        expect(tags(made)).toEqual(plain);
        expect(made).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\ssrc=|\shref="(?!#s\d)|url\(|@import/i);
      }),
      { numRuns: 200 },
    );
  });

  it('says all that was written, escaped', () => {
    const made = html(reportOf('<b>&"\''), stamp);
    expect(made).toContain('&#60;b&#62;&#38;&#34;&#39;');
    expect(made).not.toContain('<b>');
  });
});

describe('Markdown', () => {
  const skeleton = (text: string) =>
    text.split('\n').flatMap(line => {
      if (/^#+ /.test(line)) return [line.startsWith('# ') ? 'title' : line];
      return line.startsWith('|') ? [`${line.replace(/\\./g, '').split('|').length - 2} cells`] : [];
    });

  it('is built the same whatever people wrote', () => {
    const plain = skeleton(rendered(reportOf('x'), stamp, 'MARKDOWN'));
    fc.assert(
      fc.property(hostile, text => {
        const made = rendered(reportOf(`x${text}`), stamp, 'MARKDOWN');
        expect(skeleton(made)).toEqual(plain);
        expect(made).not.toMatch(/[<>]|^\s*(```|~~~)|(?<!\\)\]\(/m);
      }),
      { numRuns: 200 },
    );
  });
});

describe('CSV', () => {
  /** The cells of a CSV text in which every cell that is not empty stands in quotes. */
  function cells(text: string): string[][] {
    const rows: string[][] = [[]];
    for (const [, quoted, end] of text.matchAll(/(?:"((?:[^"]|"")*)")?(,|\r\n|$)/g)) {
      rows.at(-1)?.push((quoted ?? '').replaceAll('""', '"'));
      if (end === '\r\n') rows.push([]);
      if (end === '') break;
    }
    return rows.slice(0, -1);
  }

  it('has cells that no spreadsheet takes for a formula, in rows of one length', () => {
    const table = (text: string): Report => ({
      ...reportOf('x'),
      record: {
        ...{ kind: 'Table', title: null, none: '' },
        columns: [
          { key: 'a', title: 'A' },
          { key: 'b', title: 'B' },
        ],
        rows: [
          [text, null],
          [{ entries: [1, 2] }, text],
        ],
      },
    });
    fc.assert(
      fc.property(hostile, text => {
        const read = cells(rendered(table(text), stamp, 'CSV'));
        expect(read.map(row => row.length)).toEqual([3, 3, 3]);
        expect(read[1]?.[0]?.replace(/^'/, '')).toBe(text.replace(/^'/, ''));
        for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
    );
  });

  it('is the sections, one row each, where a report is no table; each row with the digest', () => {
    const report = wholeReport(annexIv(bareSubject()));
    const [heads, ...rows] = cells(rendered(report, stamp, 'CSV'));
    expect(heads?.slice(0, 3)).toEqual(['Chapter', 'Number', 'Section']);
    expect(rows).toHaveLength(report.sections.length);
    expect(new Set(rows.map(row => row.at(-1)))).toEqual(new Set([report.digest]));
  });
});

describe('JSON', () => {
  it('tells tables as lists of objects, and gaps with their key and what they need', () => {
    const made = JSON.parse(rendered(wholeReport(annexIv(bareSubject())), stamp, 'JSON'));
    expect(made).toMatchObject({ kind: 'EU_AI_ACT_ANNEX_IV', coverage: expect.any(Number), trail: stamp.head });
    const gaps = made.sections.flatMap((section: { gaps: object[] }) => section.gaps);
    expect(gaps).toContainEqual({
      ...{ model: { id: 'mdl_1', name: 'churn' }, key: 'purpose', missing: 'What it is for is not told.' },
      ...{ mend: 'Say it with updateModel.', needs: 'MODEL_EDIT', whoCanFill: [{ id: 'per_ana', name: 'Ana' }] },
      asked: { id: 'gap_1', to: 'Ana', on: '2026-11-21', due: '2026-12-31' },
    });
  });

  it('of a bill of materials is CycloneDX, with the digest and the entries among its properties', () => {
    const report = wholeReport(mlBom(fullSubject('x')));
    const { metadata, ...document } = JSON.parse(rendered(report, stamp, 'JSON'));
    expect(document).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(metadata.properties).toContainEqual({ name: 'handoff:report:digest', value: report.digest });
    expect(metadata.properties).toContainEqual({ name: 'handoff:audit:entry', value: '2' });
  });
});

it('every format carries the digest', () => {
  const report = reportOf('x');
  for (const format of reportFormats) expect(rendered(report, stamp, format), format).toContain(report.digest);
});
