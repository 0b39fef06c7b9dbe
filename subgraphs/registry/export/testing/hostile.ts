import fc from 'fast-check';

/** Texts as people and other systems write them, at their worst. */
export const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom(
    ...[
      'http://[',
      'http://a:b',
      'a b:c',
      '://',
      '//',
      '#a#b',
      '%',
      '%zz',
      'C:\\models\\x.pkl',
      's3://b/a file (1).onnx',
    ],
    ...['x,PROD),(', 'a%2Cb', '␟', '\u0000', '"}],', '</script>', '__proto__', 'mailto:', '?', 'é', '🜂', '\u202e'],
  ),
);
