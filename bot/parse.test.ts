import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, tiers, verbNames, verbs, written } from './grammar.ts';
import { parse } from './parse.ts';

const understood: [string, Command][] = [
  ['', { verb: 'help', about: null }],
  ['help', { verb: 'help', about: null }],
  ['HELP Assign', { verb: 'help', about: 'assign' }],
  ['mine', { verb: 'mine' }],
  ['model churn', { verb: 'model', model: 'churn' }],
  ['Model: team/churn', { verb: 'model', model: 'team/churn' }],
  ['model <http://fraud.io|fraud.io>', { verb: 'model', model: 'fraud.io' }],
  ['model "Churn prediction"', { verb: 'model', model: 'Churn prediction' }],
  ['model Churn prediction', { verb: 'model', model: 'Churn prediction' }],
  ['who R&amp;D', { verb: 'who', model: 'R&D' }],
  ['find churn', { verb: 'find', words: 'churn', tags: [], tier: null, owner: null }],
  [
    'find card fraud tag:pci owner:me tier:High',
    { verb: 'find', words: 'card fraud', tags: ['pci'], tier: 'HIGH', owner: { kind: 'me' } },
  ],
  [
    'find owner:<@U1|ben> tag:"two words"',
    { verb: 'find', words: '', tags: ['two words'], tier: null, owner: { kind: 'user', id: 'U1' } },
  ],
  ['find model:7', { verb: 'find', words: 'model:7', tags: [], tier: null, owner: null }],
  ['assign churn owner <@U1|ben>', { verb: 'assign', model: 'churn', role: 'owner', userId: 'U1' }],
  ['assign “my model” ml engineer <@U1>', { verb: 'assign', model: 'my model', role: 'ml engineer', userId: 'U1' }],
];

const misread: [string, RegExp][] = [
  ['fnid churn', /Did you mean `find`\?/],
  ['assing x owner <@U1>', /Did you mean `assign`\?/],
  ['promote churn 7', /Write `help`/],
  ['model', /Which model\?.*`model <name>`/],
  ['find', /What shall I look for\?/],
  ['find tier:hihg', /one of unclassified, minimal/],
  ['find teir:high', /Did you mean `tier:`\?/],
  ['find owner:ben', /owner:@name/],
  ['find <@U1>', /owner:@name/],
  ['assign churn owner', /Name the person last/],
  ['assign churn owner @ben', /Slack does not know “@ben”/],
  ['assign churn <@U1>', /then the role/],
  ['mine now', /“now” after `mine`/],
];

describe('what people type', () => {
  test.each(understood)('%s', (text, command) => expect(parse(text)).toEqual({ kind: 'Command', command }));

  test.each(misread)('%s is explained', (text, message) => {
    expect(parse(text)).toEqual({ kind: 'Misread', message: expect.stringMatching(message) });
  });

  test.each(verbNames)('the example of %s is understood', name => {
    const example = verbs[name].example.replace('@ben', '<@UBEN|ben>');
    expect(parse(example)).toMatchObject({ kind: 'Command', command: { verb: name } });
  });

  test('nothing typed makes it fail', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'<@U1|"“”: >&;#\u202e\u200bfindassgtr') });
    const reads = (text: string) => ['Command', 'Misread'].includes(parse(text).kind);
    fc.assert(fc.property(odd, text => reads(text) && reads(`find ${text}`)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => reads(text) && reads(`assign ${text}`)));
  });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(commands, command => {
        expect(parse(written(command))).toEqual({ kind: 'Command', command });
      }),
    );
  });
});

const word = fc.stringMatching(/^[a-z0-9][a-z0-9._/&<>-]{0,30}$/);
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map(words => words.join(' '));
const userId = fc.stringMatching(/^U[A-Z0-9]{1,10}$/);
const owner = fc.oneof(
  fc.constant(null),
  fc.constant({ kind: 'me' as const }),
  userId.map(id => ({ kind: 'user' as const, id })),
);
const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    verb: fc.constant('find' as const),
    words: name,
    tags: fc.array(name, { maxLength: 3 }),
    tier: fc.option(fc.constantFrom(...Object.values(tiers))),
    owner,
  }),
  fc.record({ verb: fc.constantFrom('model' as const, 'who' as const), model: name }),
  fc.record({ verb: fc.constant('assign' as const), model: name, role: name, userId }),
  fc.record({ verb: fc.constant('help' as const), about: fc.option(fc.constantFrom(...verbNames)) }),
  fc.constant({ verb: 'mine' as const }),
);
