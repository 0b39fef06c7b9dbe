import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, tiers, verbGroups, verbNames, verbs, written } from './grammar.ts';
import { parse } from './parse.ts';

const promotion = (model: string, version: string): Command => ({
  verb: 'promote',
  model,
  version,
  environment: 'production',
});
const silence = (minutes: number): Command => ({ verb: 'silence', alertId: 'alr_1', minutes, reason: 'it is known' });

const understood: [string, Command][] = [
  ['', { verb: 'help', about: null }],
  ['help', { verb: 'help', about: null }],
  ['HELP Assign', { verb: 'help', about: 'assign' }],
  ['mine', { verb: 'mine' }],
  ['pending', { verb: 'pending' }],
  ['alerts', { verb: 'alerts', model: null }],
  ['alerts "Churn prediction"', { verb: 'alerts', model: 'Churn prediction' }],
  ['compare churn 7 8', { verb: 'compare', model: 'churn', left: '7', right: '8' }],
  ['compare my model champion 8', { verb: 'compare', model: 'my model', left: 'champion', right: '8' }],
  ['health churn', { verb: 'health', model: 'churn' }],
  ['link', { verb: 'link' }],
  ['handover churn 7 to <@U1|ben>', { verb: 'handover', model: 'churn', version: '7', userId: 'U1' }],
  ['handover my model 7 <@U1>', { verb: 'handover', model: 'my model', version: '7', userId: 'U1' }],
  ['promote churn 7 to production', promotion('churn', '7')],
  ['Promote “Churn prediction” champion TO production', promotion('Churn prediction', 'champion')],
  ['promote Churn prediction 7 to production', promotion('Churn prediction', '7')],
  ['promote road to rome 7 to production', promotion('road to rome', '7')],
  ['silence alr_1 30m it is known', silence(30)],
  ['silence alr_1 2h it is known', silence(120)],
  ['silence alr_1 1D "it is known"', silence(1440)],
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
  ['subscribe', { verb: 'subscribe', to: null, filter: {} }],
  ['subscribe me', { verb: 'subscribe', to: 'me', filter: {} }],
  ['subscribe tag:ops', { verb: 'subscribe', to: 'me', filter: { tag: 'ops' } }],
  [
    'subscribe <#C0123ABCD|ops> severity:WARNING kind:alert',
    { verb: 'subscribe', to: '#ops', filter: { severity: 'warning', kind: 'alert' } },
  ],
  ['subscribe <#C0123ABCD>', { verb: 'subscribe', to: 'C0123ABCD', filter: {} }],
  ['subscribe #ops team:"credit risk"', { verb: 'subscribe', to: '#ops', filter: { team: 'credit risk' } }],
  ['unsubscribe sub_1', { verb: 'unsubscribe', id: 'sub_1' }],
  ['quiet', { verb: 'quiet', from: null, until: null, off: false }],
  ['quiet off', { verb: 'quiet', from: null, until: null, off: true }],
  ['quiet 7.30 - 8:00', { verb: 'quiet', from: '07:30', until: '08:00', off: false }],
  ['quiet 19:00 to 08:00', { verb: 'quiet', from: '19:00', until: '08:00', off: false }],
  ['digest 9:00', { verb: 'digest', at: '09:00', off: false }],
  ['digest off', { verb: 'digest', at: null, off: true }],
  ['report model-card churn', { verb: 'report', kind: 'model-card', model: 'churn', version: null }],
  [
    'Report annex-iv Churn prediction version:8',
    { verb: 'report', kind: 'annex-iv', model: 'Churn prediction', version: '8' },
  ],
  ['report inventory', { verb: 'report', kind: 'inventory', model: null, version: null }],
  ['team', { verb: 'team', group: null, as: null, off: false }],
  ['team <!subteam^S1|@risk>', { verb: 'team', group: 'risk', as: null, off: false }],
  ['team <!subteam^S1> as "credit risk"', { verb: 'team', group: 'S1', as: 'credit risk', off: false }],
  ['team @risk OFF', { verb: 'team', group: 'risk', as: null, off: true }],
  ['why alr_1', { verb: 'why', id: 'alr_1' }],
  ['find model:7', { verb: 'find', words: 'model:7', tags: [], tier: null, owner: null }],
  ['assign churn owner <@U1|ben>', { verb: 'assign', model: 'churn', role: 'owner', userId: 'U1' }],
  ['assign “my model” ml engineer <@U1>', { verb: 'assign', model: 'my model', role: 'ml engineer', userId: 'U1' }],
];

const misread: [string, RegExp][] = [
  ['fnid churn', /Did you mean `find`\?/],
  ['assing x owner <@U1>', /Did you mean `assign`\?/],
  ['prmote churn 7 to production', /Did you mean `promote`\?/],
  ['retrain churn', /Write `help`/],
  ['promote churn 7', /then `to` and the environment.*`promote churn-prediction 8 to production`/],
  ['promote churn 7 "to" production', /then `to` and the environment/],
  ['promote 7 to production', /Which model, and which version/],
  ['compare churn 7', /then the two versions/],
  ['health', /Which model/],
  ['handover churn 7', /Name the person last/],
  ['handover churn <@U1>', /then the version/],
  ['handover churn 7 to ben', /Name the person last/],
  ['pending please', /“please” after `pending`/],
  ['alrets', /Did you mean `alerts`\?/],
  ['silence', /Its id begins with `alr_`/],
  ['silence churn 2h noise', /Its id begins with `alr_`/],
  ['silence alr_1 2 hours', /`30m`, `2h` or `1d`/],
  ['silence alr_1 0m why', /`30m`, `2h` or `1d`/],
  ['silence alr_1 2h', /Say why/],
  ['model', /Which model\?.*`model <name>`/],
  ['find', /What shall I look for\?/],
  ['find tier:hihg', /one of unclassified, minimal/],
  ['find teir:high', /Did you mean `tier:`\?/],
  ['find owner:ben', /owner:@name/],
  ['find <@U1>', /owner:@name/],
  ['assign churn owner', /Name the person last/],
  ['assign churn owner @ben', /Slack does not know “@ben”/],
  ['assign churn <@U1>', /then the role/],
  ['subscribe ops', /Name a channel with a # before it/],
  ['subscribe #ops #ml', /One place at a time/],
  ['subscribe #ops severity:high', /info, warning, critical/],
  ['subscribe #ops tga:x', /Did you mean `tag:`/],
  ['subscribe <@U1>', /subscribe for themselves|subscribes for themselves/],
  ['unsubscribe #ops', /begins with `sub_`/],
  ['unsubscribe sub_1 sub_2', /“sub_2” after `unsubscribe`/],
  ['quiet 25:00-08:00', /`19:00-08:00`/],
  ['quiet 19:00', /`19:00-08:00`/],
  ['digest nine', /`09:00`/],
  ['report', /There are model-card, annex-iv/],
  ['report modle-card churn', /Did you mean `model-card`\?/],
  ['report model-card', /Of which model\?/],
  ['report inventory version:8', /about no single version/],
  ['team risk', /Which user group\?/],
  ['team <@U1>', /a person is none/],
  ['team @risk into risk', /“into risk” after `team`/],
  ['team @risk as', /As which team\?/],
  ['why', /foot of its card/],
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

  test('help shows each verb once', () => {
    expect(verbGroups.flatMap(({ names }) => names).toSorted()).toEqual(verbNames.toSorted());
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
  fc.record({ verb: fc.constant('promote' as const), model: name, version: word, environment: word }),
  fc.record({ verb: fc.constant('compare' as const), model: name, left: word, right: word }),
  fc.record({ verb: fc.constant('health' as const), model: name }),
  fc.record({ verb: fc.constant('handover' as const), model: name, version: word, userId }),
  fc.record({ verb: fc.constant('alerts' as const), model: fc.option(name) }),
  fc.record({
    verb: fc.constant('silence' as const),
    alertId: fc.stringMatching(/^alr_[A-Za-z0-9_-]{1,20}$/),
    minutes: fc.integer({ min: 1, max: 99_999 }),
    reason: name,
  }),
  fc.record({
    verb: fc.constant('subscribe' as const),
    to: fc.constantFrom('me', '#ops'),
    filter: fc.record({ tag: name, team: name, kind: name, severity: fc.constantFrom('info', 'critical') }),
  }),
  fc.record({
    ...{ verb: fc.constant('quiet' as const), from: fc.constant('19:00'), until: fc.constant('08:00') },
    off: fc.constant(false),
  }),
  fc.record({
    ...{ verb: fc.constant('report' as const), kind: fc.constantFrom('model-card' as const, 'ml-bom' as const) },
    ...{ model: name, version: fc.option(word) },
  }),
  fc.record({
    ...{ verb: fc.constant('team' as const), group: word, off: fc.constant(false) },
    as: fc.option(name),
  }),
  fc.record({ verb: fc.constant('digest' as const), at: fc.constantFrom('09:00', null), off: fc.constant(false) }),
  fc.constantFrom({ verb: 'link' as const }, { verb: 'mine' as const }, { verb: 'pending' as const }),
);
