import { Html, html } from '@handoff/kit/html';
import { formatDate } from './dates.ts';
import { emojiOf } from './emoji.ts';

/** Names and habits of the reader, which markup refers to. */
export interface Reader {
  userName: (id: string) => string;
  channelName: (id: string) => string;
  groupName: (id: string) => string;
  timeZone: string;
}

/** Draws Slack's markup: fences, quotes, lists, and the marks inside a line. */
export function renderMrkdwn(text: string, reader: Reader): Html {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/g);
  return join(parts.map((part, index) => (index % 2 === 1 ? fence(part) : paragraphs(part, reader))));
}

/** Turns Slack's three entities back into plain text. */
export function decode(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function fence(text: string): Html {
  return html`<pre>${decode(text)}</pre>`;
}

/** Lines that belong together, by what they start with. */
const kinds = [
  { kind: 'quote', start: /^(?:&gt;|>) ?/ },
  { kind: 'bullet', start: /^\s*[•-] / },
  { kind: 'number', start: /^\s*\d+[.)] / },
] as const;

type Kind = (typeof kinds)[number]['kind'] | 'text';

interface Run {
  kind: Kind;
  lines: string[];
}

function paragraphs(text: string, reader: Reader): Html {
  const runs: Run[] = [];
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) {
    const { kind, start } = kinds.find(candidate => candidate.start.test(line)) ?? { kind: 'text', start: '' };
    const last = runs.at(-1);
    const content = line.replace(start, '');
    if (last?.kind === kind) last.lines.push(content);
    else runs.push({ kind, lines: [content] });
  }
  return join(runs.filter(run => run.lines.join('') !== '').map(run => renderRun(run, reader)));
}

function renderRun({ kind, lines }: Run, reader: Reader): Html {
  const drawn = lines.map(line => inline(line, reader));
  const items = drawn.map(line => html`<li>${line}</li>`);
  if (kind === 'bullet') return html`<ul>${items}</ul>`;
  if (kind === 'number') return html`<ol>${items}</ol>`;
  const broken = drawn.map((line, index) => (index === 0 ? line : html`<br>${line}`));
  return kind === 'quote' ? html`<blockquote>${broken}</blockquote>` : html`<p>${broken}</p>`;
}

const marks =
  /`(?<code>[^`\n]+)`|<(?<link>[^<>\n]+)>|(?<![\w*])\*(?<bold>[^*\n]+)\*(?![\w*])|(?<!\w)_(?<italic>[^_\n]+)_(?!\w)|(?<![\w~])~(?<struck>[^~\n]+)~(?![\w~])|:(?<emoji>[a-z0-9_+-]+):/g;

function inline(text: string, reader: Reader): Html {
  const pieces: Html[] = [];
  let done = 0;
  for (const match of text.matchAll(marks)) {
    pieces.push(html`${decode(text.slice(done, match.index))}`, mark(match, reader));
    done = match.index + match[0].length;
  }
  return join([...pieces, html`${decode(text.slice(done))}`]);
}

function mark({ 0: whole, groups = {} }: RegExpMatchArray, reader: Reader): Html {
  const { code, link, bold, italic, struck, emoji } = groups;
  if (code) return html`<code>${decode(code)}</code>`;
  if (link) return reference(link, reader);
  if (bold) return html`<strong>${inline(bold, reader)}</strong>`;
  if (italic) return html`<em>${inline(italic, reader)}</em>`;
  if (struck) return html`<s>${inline(struck, reader)}</s>`;
  return html`${emojiOf(emoji ?? '') ?? whole}`;
}

function reference(inside: string, reader: Reader): Html {
  const [target = '', label] = inside.split('|', 2);
  const sign = target.slice(0, 1);
  const id = target.slice(1);
  if (sign === '@') return html`<span class="mention">@${reader.userName(id)}</span>`;
  if (sign === '#') return html`<span class="mention">#${reader.channelName(id)}</span>`;
  if (sign === '!') return special(id, label, reader);
  return linkTo(decode(target), decode(label ?? target));
}

function special(command: string, label: string | undefined, reader: Reader): Html {
  const [name, moment, pattern] = command.split('^');
  if (name === 'subteam')
    return html`<span class="mention">${decode(label ?? `@${reader.groupName(moment ?? '')}`)}</span>`;
  if (name !== 'date') return html`<span class="mention">${decode(label ?? `@${name}`)}</span>`;
  const seconds = Number(moment);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return html`${decode(label ?? '')}`;
  return html`<time datetime="${date.toISOString()}">${formatDate(seconds, decode(pattern ?? ''), reader.timeZone)}</time>`;
}

/** A link to the web or a mail address; anything else stays text. */
export function linkTo(url: string, label: string): Html {
  if (!/^(https?:|mailto:)/.test(url)) return html`${label}`;
  return html`<a href="${url}" target="_blank" rel="noreferrer noopener">${label}</a>`;
}

function join(parts: Html[]): Html {
  return new Html(parts.map(part => part.source).join(''));
}
