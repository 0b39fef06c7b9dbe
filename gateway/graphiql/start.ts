/** The script that opens GraphiQL in its page. It runs in the browser and uses nothing from other hosts. */
export const startScript = `'use strict';
(() => {
  const { authorization, session, tabs, first } = JSON.parse(document.getElementById('settings').textContent);
  const known = session ? { 'handoff-session': '1' } : { authorization };
  const headers = JSON.stringify(known, null, 2);
  const send = GraphiQL.createFetcher({ url: '/graphql' });
  const isSignedIn = sent => Object.keys(sent).some(name => ['authorization', 'handoff-session'].includes(name.toLowerCase()));
  // Tabs that come back after a reload have lost their headers: they are secrets, and not kept.
  const fetcher = (request, options = {}) => {
    const sent = options.headers ?? {};
    return send(request, { ...options, headers: isSignedIn(sent) ? sent : { ...sent, ...known } });
  };
  // GraphiQL opens one more tab on a reload unless what it kept of the editors is what it kept of the tab.
  const keep = (key, value) =>
    value ? localStorage.setItem('graphiql:' + key, value) : localStorage.removeItem('graphiql:' + key);
  try {
    const kept = JSON.parse(localStorage.getItem('graphiql:tabState'));
    const active = kept.tabs[kept.activeTabIndex];
    keep('query', active.query);
    keep('variables', active.variables);
  } catch {
    // Nothing was kept, or the browser keeps nothing.
  }
  const all = first ? [first, ...tabs] : tabs;
  const opened = first ? { query: first.query, variables: first.variables, headers } : {};
  const props = { fetcher, ...opened, defaultHeaders: headers, defaultTabs: all.map(tab => ({ ...tab, headers })) };
  ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props));
})();
`;
