import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelName, unnameable } from './name.ts';

test.each([
  ['sklearn-2.13-wine', 'sklearn-2.13-wine'],
  ['Intel__dynamic_tinybert', 'intel__dynamic_tinybert'],
  ['Fraud Detection (EU)', 'fraud-detection-eu'],
  ['team/Churn', 'team/churn'],
  ['catalog.schema.churn', 'catalog.schema.churn'],
  ['Prévision d’été', 'prevision-d-ete'],
  ['ﬁnal', 'final'],
  ['Straße', 'stra-e'],
  ['../../etc/passwd', 'etc/passwd'],
  ['-.-x-.-', 'x'],
  ['x'.repeat(200), 'x'.repeat(128)],
  [`${'x'.repeat(127)}--y`, 'x'.repeat(127)],
  ['模型', null],
  ['', null],
  ['...', null],
])('%s is called %s', (text, name) => {
  expect(modelName(text)).toBe(name);
});

test('whatever the text, a name keeps the rule, and is its own name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
      const name = modelName(text);
      return name === null || (/^[a-z0-9][a-z0-9._/-]{0,127}$/.test(name) && modelName(name) === name);
    }),
  );
});

test('what cannot be named is said with the mend', () => {
  expect(unnameable('模型')).toBe('"模型" holds no letter a to z and no digit to make a model name of: rename it.');
});
