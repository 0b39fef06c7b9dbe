/** The script that opens GraphiQL in its page. It runs in the browser and uses nothing from other hosts. */
export const startScript = `'use strict';
(() => {
  const { authorization, tabs } = JSON.parse(document.getElementById('settings').textContent);
  const headers = JSON.stringify({ authorization }, null, 2);
  const send = GraphiQL.createFetcher({ url: '/graphql' });
  const isSignedIn = sent => Object.keys(sent).some(name => name.toLowerCase() === 'authorization');
  // Tabs that come back after a reload have lost their headers: they are secrets, and not kept.
  const fetcher = (request, options = {}) => {
    const sent = options.headers ?? {};
    return send(request, { ...options, headers: isSignedIn(sent) ? sent : { ...sent, authorization } });
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
  const props = { fetcher, defaultHeaders: headers, defaultTabs: tabs.map(tab => ({ ...tab, headers })) };
  ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props));
})();
`;
