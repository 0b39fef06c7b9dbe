/** A browser without script: it keeps cookies and the page it is on, follows redirects, and sends the forms of the page. */
export class Visitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  status = 0;
  html = '';
  /** Path and search of the page. */
  address = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  open(path: string): Promise<this> {
    return this.#go(path, { method: 'GET' });
  }

  /** Signs in as somebody of the demo; `to`: where they wanted to go. */
  async be(name: string, to = '/'): Promise<this> {
    await this.open(`/auth?${new URLSearchParams({ to })}`);
    return this.press(name);
  }

  /** Sends the first form whose button begins with this label, with what else is typed into it. */
  press(label: string, typed: Record<string, string> = {}): Promise<this> {
    const form = [...this.html.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/g)].find(([text]) =>
      new RegExp(`<button[^>]*>${label}`).test(text),
    )?.[0];
    if (!form) throw new Error(`There is no form with the button "${label}" at ${this.address}.`);
    const button = new RegExp(`<button([^>]*)>${label}`).exec(form)?.[1] ?? '';
    const fields = new Map<string, string>();
    for (const [, tag = ''] of form.matchAll(/<input([^>]*)>/g))
      if (!/type="checkbox"(?!.*\bchecked)/.test(tag)) fields.set(attribute(tag, 'name'), attribute(tag, 'value'));
    for (const [, name = '', options = ''] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
      fields.set(name, attribute(/<option[^>]*selected[^>]*>/.exec(options)?.[0] ?? options, 'value'));
    for (const [, name = '', text = ''] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g))
      fields.set(name, unescaped(text));
    if (attribute(button, 'name') !== '') fields.set(attribute(button, 'name'), attribute(button, 'value'));
    return this.send(attribute(form, 'action'), { ...Object.fromEntries(fields), ...typed });
  }

  /** Sends fields to an address as a form of this site would. */
  send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<this> {
    const body = new URLSearchParams(fields);
    return this.#go(path, { method: 'POST', body, headers: { origin: this.#origin, ...headers } });
  }

  /** Follows a link that leads away from the site: where it leads. */
  async leave(path: string): Promise<string> {
    const headers = { accept: 'text/html', cookie: this.cookies() };
    const response = await fetch(new URL(path, this.#origin), { headers, redirect: 'manual' });
    for (const each of response.headers.getSetCookie()) this.#keep(each);
    return response.headers.get('location') ?? '';
  }

  /** Another one with the same cookies. */
  twin(): Visitor {
    const other = new Visitor(this.#origin);
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value);
    return other;
  }

  cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  async #go(path: string, request: RequestInit): Promise<this> {
    const url = new URL(path, this.#origin);
    const headers = { accept: 'text/html', cookie: this.cookies(), ...(request.headers as Record<string, string>) };
    const response = await fetch(url, { ...request, headers, redirect: 'manual' });
    for (const each of response.headers.getSetCookie()) this.#keep(each);
    this.html = await response.text();
    this.status = response.status;
    this.address = url.pathname + url.search;
    const to = response.headers.get('location');
    return to && response.status === 303 ? this.#go(new URL(to, url).href, { method: 'GET' }) : this;
  }

  #keep(header: string): void {
    const [pair = ''] = header.split(';');
    const at = pair.indexOf('=');
    if (/Max-Age=0\b/.test(header)) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(` ${tag}`)?.[1] ?? '');
}

/** Text as it was before it was put into HTML. */
export function unescaped(text: string): string {
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, sign => signs[sign] ?? sign);
}
