import { type Html, html, type Part } from '@handoff/kit/html';
import type { Notice } from '../view.ts';
import { assets } from './assets.ts';

/** What stands around every page. */
export interface Frame {
  title: string;
  body: Part;
  /** Null: nobody is signed in. */
  viewer: { name: string; formToken: string } | null;
  /** Of the page, for "see this page's query" and for what is marked in the menu. */
  url: URL;
  notice?: Notice | null;
  /** What the graph could not say, in its words. */
  missing?: readonly string[];
  /** Whether the page rests on a question to the graph. */
  asked?: boolean;
}

const menu = [
  ['/', 'Home'],
  ['/models', 'Models'],
  ['/promotions', 'Promotions'],
  ['/alerts', 'Alerts'],
  ['/people', 'People'],
  ['/reports', 'Reports'],
  ['/audit', 'Audit trail'],
  ['/delivery', 'Delivery'],
] as const;

/** A whole page. */
export function framed({ title, body, viewer, url, notice, missing = [], asked = false }: Frame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Handoff</title>
<link rel="icon" href="${assets.icon.path}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style.path}">
<script src="${assets.script.path}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header class="top"><a class="brand" href="/">Handoff</a>
${viewer ? searchForm(url) : ''}${viewer ? signedIn(viewer) : ''}
${viewer ? navigation(url) : ''}</header>
<main id="main" tabindex="-1">
${notice ? noticeHtml(notice) : ''}${missing.length > 0 ? missingHtml(missing) : ''}
${body}
</main>
<footer>${asked ? html`<a href="/graphql?page=${encodeURIComponent(url.pathname + url.search)}">See this page’s query</a> · ` : ''}<a href="/graphql">The graph</a><span class="wide-only"> · <kbd>/</kbd> searches · times are in your zone</span></footer>
</body>
</html>
`;
}

function searchForm(url: URL): Html {
  const text = url.pathname === '/models' ? (url.searchParams.get('search') ?? '') : '';
  return html`<form class="search" role="search" action="/models"><input type="search" name="search" value="${text}" placeholder="Search models" aria-label="Search models" aria-keyshortcuts="/" autocomplete="off" maxlength="200"><button>Search</button></form>`;
}

function signedIn({ name, formToken }: { name: string; formToken: string }): Html {
  return html`<form class="who" method="post" action="/auth/sign-out"><span class="name">${name}</span><input type="hidden" name="token" value="${formToken}"><button class="plain">Sign out</button></form>`;
}

function navigation({ pathname }: URL): Html {
  const isHere = (path: string) => (path === '/' ? pathname === '/' : pathname.startsWith(path));
  const links = menu.map(
    ([path, label]) => html`<li><a href="${path}"${isHere(path) ? html` aria-current="page"` : ''}>${label}</a></li>`,
  );
  return html`<nav aria-label="Pages"><ul>${links}</ul></nav>`;
}

function noticeHtml({ kind, text }: Notice): Html {
  return kind === 'done'
    ? html`<p class="notice done" role="status"><strong>Done.</strong> ${text}</p>`
    : html`<p class="notice problem" role="alert"><strong>That did not work.</strong> ${text}</p>`;
}

function missingHtml(missing: readonly string[]): Html {
  return html`<p class="notice missing" role="status"><strong>Part of this page is missing.</strong> ${missing.join(' ')}</p>`;
}
