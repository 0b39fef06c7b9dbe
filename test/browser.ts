import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian and others put Chromium; `CHROMIUM` names another. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium of this machine; null where there is none. */
export const chromiumPath = [process.env.CHROMIUM ?? '', ...places].find(path => existsSync(path)) ?? null;

/** Why tests in a browser are left out, or that they are not. */
export const browserNote =
  chromiumPath === null
    ? 'left out: there is no Chromium here; install Debian’s package chromium, or name one in CHROMIUM'
    : `in ${chromiumPath}`;

/** Starts Chromium without a window. Throws where there is none. */
export function startBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error(browserNote);
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** The page of a local Slack as somebody uses it: with the keyboard where that is how one would. */
export class ChatPage {
  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
  }

  /** Opens a channel, `home` or `wire` as somebody. */
  async open(userId: string, where: string): Promise<void> {
    const path = where === 'home' ? `/chat/home?as=${userId}` : `/chat?as=${userId}&in=${where}`;
    await this.#page.goto(this.#url + path);
  }

  /** Types a message and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.#leaving(() => this.#page.keyboard.press('Enter'));
  }

  /** Presses the last button of this name, of those whose card has this text; in the dialog when one is open. */
  async press(name: string | RegExp, card?: string): Promise<void> {
    const dialog = this.#page.locator('dialog');
    const inDialog = (await dialog.count()) > 0;
    const place = inDialog
      ? dialog
      : card === undefined
        ? this.#page
        : this.#page.locator('.message', { hasText: card });
    await this.#leaving(() => place.getByRole('button', { name }).last().click());
  }

  /** Fills in a field of the open dialog by its label. */
  async fill(label: string, text: string): Promise<void> {
    await this.#page.locator('dialog').getByLabel(label).fill(text);
  }

  /** What is shown, as it is read. */
  async text(): Promise<string> {
    return (await this.#page.locator('body').allInnerTexts()).join('\n');
  }

  /** The title of the open dialog; null when none is open. */
  async dialog(): Promise<string | null> {
    return (await this.#page.locator('#dialog-title').allInnerTexts()).at(0) ?? null;
  }

  /** Does what leads to another showing of the page, and waits for it. */
  async #leaving(action: () => Promise<unknown>): Promise<void> {
    await Promise.all([this.#page.waitForNavigation(), action()]);
  }
}
