/** An example that GraphiQL opens in a tab of its own. */
export interface Tab {
  title: string;
  query: string;
  variables?: Record<string, unknown>;
}

/** token: put into the page for everybody who opens it on this machine; null: people bring their own. */
export interface GraphiqlOptions {
  token: string | null;
  tabs: readonly Tab[];
}

/** Where the page's files are served. */
export const assetRoot = '/graphql/assets/';

/** What the page may load: its own files. Its editor sets styles from script, and its fonts are in its stylesheet. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What is different for one who opens the page. */
export interface Opened extends GraphiqlOptions {
  /** Signed in to the pages of the catalogue: their session asks. */
  session?: boolean;
  /** Opened in a tab of its own. */
  first?: Tab | null;
}

/** The page GET /graphql shows in a browser. */
export function graphiqlPage({ token, tabs, session = false, first = null }: Opened): string {
  const settings = {
    authorization: `Bearer ${token ?? '<your API token>'}`,
    tabs: tabs.map(tabOf),
    ...(session ? { session } : {}),
    ...(first ? { first: tabOf(first) } : {}),
  };
  const script = (name: string) => `<script defer src="${assetRoot}${name}"></script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Handoff: the graph</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetRoot}graphiql.css">
<link rel="stylesheet" href="${assetRoot}page.css">
</head>
<body>
<div id="graphiql">Loading …</div>
<noscript>GraphiQL needs JavaScript. The graph itself answers POST /graphql.</noscript>
<script id="settings" type="application/json">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
${['react.js', 'react-dom.js', 'graphiql.js', 'start.js'].map(script).join('\n')}
</body>
</html>
`;
}

function tabOf({ title, query, variables }: Tab): { query: string; variables: string } {
  return { query: `# ${title}\n${query}`, variables: variables ? JSON.stringify(variables, null, 2) : '' };
}
