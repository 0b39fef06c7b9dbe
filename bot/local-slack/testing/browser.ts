/** A browser without script: it keeps the page it is on, follows redirects and sends forms as a browser would. */
export class PlainBrowser {
  readonly #origin: string;
  address = '';
  html = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Opens an address below the origin. */
  async open(path: string): Promise<void> {
    await this.#show(await fetch(this.#origin + path));
  }

  /** Sends the fields of a form to an address of the page, as the person and place of the last page. */
  async send(path: string, fields: Record<string, string>): Promise<void> {
    const here = new URL(this.address, this.#origin).searchParams;
    const body = new URLSearchParams({ as: here.get('as') ?? '', in: here.get('in') ?? '', ...fields });
    await this.#show(await fetch(this.#origin + path, { method: 'POST', body, headers: { origin: this.#origin } }));
  }

  /** Presses the first control with this label that is on the page, with the hidden fields of its form. */
  async press(label: string, more: Record<string, string> = {}): Promise<void> {
    const form = [...this.html.matchAll(/<form[\s\S]*?<\/form>/g)].find(([text]) =>
      text.includes(`>${label}</button>`),
    );
    if (!form) throw new Error(`There is no button "${label}" on the page.`);
    const button = new RegExp(`<button([^>]*)>${label}</button>`).exec(form[0])?.[1] ?? '';
    const action = attribute(button, 'formaction') ?? attribute(form[0], 'action') ?? '';
    const hidden = [...form[0].matchAll(/<input type="hidden"([^>]*)>/g)].map(([, input = '']) => pair(input));
    const own = attribute(button, 'name') === undefined ? [] : [pair(button)];
    await this.send(action, { ...Object.fromEntries([...hidden, ...own]), ...more });
  }

  async #show(response: Response): Promise<void> {
    this.address = response.url.slice(this.#origin.length);
    this.html = await response.text();
  }
}

function pair(tag: string): [string, string] {
  return [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? ''];
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(` ${name}="([^"]*)"`).exec(` ${tag}`)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
