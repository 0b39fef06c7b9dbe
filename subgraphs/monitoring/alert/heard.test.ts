import { describe, expect, it } from 'vitest';
import { type Heard, heardAmong } from './heard.ts';

const matter = (responsibleId: string | null, severity: Heard['severity'] = 'WARNING', causeId = 'a'): Heard => ({
  ...{ causeId, responsibleId, severity },
});
const firing = (...of: Heard[]) => of.map((each, i) => ({ ...each, id: `${i}` }));

describe('nobody need be told of', () => {
  it.each<[string, Heard[], Heard[], string[]]>([
    ['what they heard of by its cause', [matter('ana')], [matter('ana')], ['0']],
    ['what is less urgent than that', [matter('ana', 'INFO')], [matter('ana')], ['0']],
    ['the second of two at once', [matter('ben'), matter('ben')], [matter('ana')], ['1']],
    ['what is nobody’s, like its cause', [matter(null)], [matter(null)], ['0']],
    ['nothing that is somebody else’s', [matter('ben')], [matter('ana'), matter(null)], []],
    ['nothing that is more urgent', [matter('ana', 'CRITICAL')], [matter('ana'), matter('ana', 'INFO')], []],
    ['nothing that another cause explains', [matter('ana', 'WARNING', 'b')], [matter('ana')], []],
  ])('%s', (...[, fired, heard, quiet]) => {
    expect([...heardAmong(firing(...fired), heard)]).toEqual(quiet);
  });
});
