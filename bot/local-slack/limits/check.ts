import { isRecord } from '../json.ts';

/** A place inside checked JSON, where complaints are collected. */
export class Check {
  readonly value: Record<string, unknown>;
  readonly path: string;
  readonly complaints: string[];

  constructor(value: unknown, path = '', complaints: string[] = []) {
    this.value = isRecord(value) ? value : {};
    this.path = path;
    this.complaints = complaints;
  }

  /** Adds a complaint about this place, worded as Slack words them. */
  fail(message: string, key = ''): void {
    this.complaints.push(`${message} [json-pointer:${this.path}${key && `/${key}`}]`);
  }

  /** The object under a key; complains when it is needed and missing. */
  child(key: string, needed = true): Check | undefined {
    const value = this.value[key];
    if (isRecord(value)) return new Check(value, `${this.path}/${key}`, this.complaints);
    if (needed || value !== undefined)
      this.fail(value === undefined ? 'missing required field' : 'must be an object', key);
    return undefined;
  }

  /** The objects of the list under a key; complains when there are fewer or more than allowed. */
  children(key: string, range: { least: number; most: number }): Check[] {
    const list = this.value[key];
    if (!Array.isArray(list)) {
      this.fail('must be an array', key);
      return [];
    }
    if (list.length < range.least) this.fail(`no fewer than ${range.least} items required`, key);
    if (list.length > range.most) this.fail(`no more than ${range.most} items allowed`, key);
    return list.map((item, index) => new Check(item, `${this.path}/${key}/${index}`, this.complaints));
  }

  /** Checks a string under a key; absent is fine unless `least` is above 0. */
  string(key: string, most: number, least = 0): void {
    const value = this.value[key];
    if (value === undefined && least === 0) return;
    if (typeof value !== 'string') this.fail('must be a string', key);
    else if (value.length > most) this.fail(`must be less than ${most + 1} characters`, key);
    else if (value.length < least) this.fail(`must be more than ${least - 1} characters`, key);
  }

  /** Checks that a string under a key is one of those allowed. */
  oneOf(key: string, allowed: readonly string[]): void {
    const value = this.value[key];
    if (typeof value !== 'string' || !allowed.includes(value)) this.fail(`must be one of ${allowed.join(', ')}`, key);
  }

  /** Checks a text object under a key. */
  text(key: string, most: number, rules: { plain?: boolean; needed?: boolean } = {}): void {
    const text = this.child(key, rules.needed ?? true);
    if (!text) return;
    text.oneOf('type', rules.plain ? ['plain_text'] : ['plain_text', 'mrkdwn']);
    text.string('text', most, 1);
  }

  /** Checks a plain text object that may be absent. */
  optionalPlain(key: string, most: number): void {
    this.text(key, most, { plain: true, needed: false });
  }
}
