import { describe, expect, test } from 'vitest';
import { encodeTyped } from './escape.ts';
import { settingsFrom } from './options.ts';
import { formatDate } from './page/dates.ts';
import { renderMrkdwn } from './page/mrkdwn.ts';
import { createWorkspace } from './workspace.ts';

const reader = {
  userName: (id: string) => ({ UANA: 'Ana <Costa>' })[id] ?? id,
  channelName: (id: string) => ({ CML: 'ml' })[id] ?? id,
  groupName: (id: string) => ({ SRISK: 'credit-risk' })[id] ?? id,
  timeZone: 'Europe/Zurich',
};
const link = (url: string, label: string) => `<a href="${url}" target="_blank" rel="noreferrer noopener">${label}</a>`;

describe('markup', () => {
  test.each([
    ['plain', '<p>plain</p>'],
    ['*bold* _italic_ ~struck~ `code`', '<p><strong>bold</strong> <em>italic</em> <s>struck</s> <code>code</code></p>'],
    ['*bold _and italic_*', '<p><strong>bold <em>and italic</em></strong></p>'],
    ['snake_case_name and 2*3*4', '<p>snake_case_name and 2*3*4</p>'],
    ['`*not bold*`', '<p><code>*not bold*</code></p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['• a\n• b', '<ul><li>a</li><li>b</li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['&gt; said', '<blockquote>said</blockquote>'],
    ['```\na *b*\n```', '<pre>a *b*</pre>'],
    ['a &lt; b &amp;&amp; c', '<p>a &lt; b &amp;&amp; c</p>'],
    [
      '<@UANA> in <#CML|other>',
      '<p><span class="mention">@Ana &lt;Costa&gt;</span> in <span class="mention">#ml</span></p>',
    ],
    ['<!here>', '<p><span class="mention">@here</span></p>'],
    ['<https://a.example/?b=1&amp;c=2|see>', `<p>${link('https://a.example/?b=1&amp;c=2', 'see')}</p>`],
    ['<https://a.example>', `<p>${link('https://a.example', 'https://a.example')}</p>`],
    ['<javascript:alert(1)|see>', '<p>see</p>'],
    ['<https://a.example/"onclick="x|see>', `<p>${link('https://a.example/&quot;onclick=&quot;x', 'see')}</p>`],
    [':white_check_mark: :not_known:', '<p>✅ :not_known:</p>'],
    ['"><img src=x onerror=alert(1)>', '<p>&quot;&gt;img src=x onerror=alert(1)</p>'],
    ['<!date^0^{date_num} {time}|then>', '<p><time datetime="1970-01-01T00:00:00.000Z">01/01/1970 01:00</time></p>'],
    ['<!date^soon^{date}|then>', '<p>then</p>'],
    ['<!date^99999999999999^{date}|then>', '<p>then</p>'],
  ])('%s', (text, drawn) => {
    expect(renderMrkdwn(text, reader).source).toBe(drawn);
  });

  test('dates are in the zone of the reader, unknown tokens stay', () => {
    expect(formatDate(1_795_651_200, '{date_short} {time} {moon}', 'Asia/Tokyo')).toBe('26 Nov 2026 09:00 {moon}');
  });
});

describe('what a person types', () => {
  const options = { botToken: '', appToken: '', signingSecret: '' };
  const users = [{ id: 'UANA', name: 'ana', realName: 'Ana', email: '' }];
  const channels = [{ id: 'CML', name: 'ml-team', members: [] }];
  const workspace = createWorkspace(settingsFrom({ ...options, users, channels }));
  test.each([
    ['ask @ana in #ml-team', 'ask <@UANA> in <#CML>'],
    ['ask @Ana.', 'ask <@UANA>.'],
    ['@nobody #nowhere', '@nobody #nowhere'],
    ['mail ana@example.com', 'mail ana@example.com'],
    ['<!channel> & <b>', '&lt;!channel&gt; &amp; &lt;b&gt;'],
    ['already <@UANA|ana>', 'already <@UANA|ana>'],
    ['see https://a.example/?b=1&c=2', 'see <https://a.example/?b=1&amp;c=2>'],
  ])('%s', (typed, encoded) => {
    expect(encodeTyped(workspace, typed)).toBe(encoded);
  });

  test('user groups are references too, until they are disabled', () => {
    workspace.groups.set('SRISK', { id: 'SRISK', handle: 'credit-risk', name: 'Credit risk', users: [] });
    expect(encodeTyped(workspace, 'team @credit-risk', true)).toBe('team <!subteam^SRISK|@credit-risk>');
    expect(encodeTyped(workspace, 'team @Credit-Risk')).toBe('team <!subteam^SRISK>');
    expect(renderMrkdwn('ask <!subteam^SRISK>', reader).source).toContain('@credit-risk');
    workspace.groups.set('SRISK', { id: 'SRISK', handle: 'credit-risk', name: 'x', users: [], disabled: true });
    expect(encodeTyped(workspace, '@credit-risk')).toBe('@credit-risk');
  });

  test('references in commands carry their names', () => {
    expect(encodeTyped(workspace, '@ana #ml-team', true)).toBe('<@UANA|ana> <#CML|ml-team>');
  });
});
