import { type Html, html } from '@handoff/kit/html';
import { framed } from '../frame/frame.ts';
import type { DemoPerson } from '../house.ts';
import type { Notice } from '../view.ts';

/** What the page to sign in with shows. */
export interface SignInPage {
  url: URL;
  /** Where to go afterwards: a path of this site. */
  to: string;
  formToken: string;
  demo: readonly DemoPerson[] | null;
  oidc: boolean;
  notice: Notice | null;
}

/** The page to sign in with, by what there is here: the identity provider, a token, somebody of the demo. */
export function signInPage(page: SignInPage): Html {
  const { url, notice } = page;
  const body = html`<div class="sign-in"><div class="head"><h1>Sign in to Handoff</h1>
<p class="lead">The models this company runs, what each is made of, and who answers for it.</p></div>
${page.oidc ? provider(page.to) : ''}${page.demo ? demo(page, page.demo) : ''}${token(page)}</div>`;
  return framed({ title: 'Sign in', body, viewer: null, url, notice });
}

function provider(to: string): Html {
  return html`<section><h2>With your work account</h2>
<p>You are sent to your company’s sign-in and come back here.</p>
<p><a class="button main" href="/auth/oidc?to=${encodeURIComponent(to)}">Continue</a></p></section>`;
}

function demo({ to, formToken }: SignInPage, people: readonly DemoPerson[]): Html {
  const buttons = people.map(
    ({ id, name, about }) => html`<button name="person" value="${id}">${name}<small>${about}</small></button>`,
  );
  return html`<section><h2>As somebody of the demo</h2>
<p>What you see and may do depends on whom you choose. This is here because the demo runs on this machine alone.</p>
${people.length === 0 ? html`<p class="empty">The demo catalogue is still being put in: open this page again in a moment.</p>` : ''}
<form method="post" action="/auth/demo" class="people">${hidden(to, formToken)}${buttons}</form></section>`;
}

function token({ to, formToken }: SignInPage): Html {
  return html`<section><h2>With an API token</h2>
<form method="post" action="/auth/token" class="move">${hidden(to, formToken)}
<div class="field"><label for="secret">API token</label>
<input id="secret" name="secret" type="password" required maxlength="1500" autocomplete="off" spellcheck="false" aria-describedby="secret-hint">
<p class="hint" id="secret-hint">It begins with hof_. An administrator makes one with “handoff token create”.</p></div>
<button class="main">Sign in</button></form></section>`;
}

function hidden(to: string, formToken: string): Html {
  return html`<input type="hidden" name="to" value="${to}"><input type="hidden" name="token" value="${formToken}">`;
}
