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
  const props = { fetcher, defaultHeaders: headers, defaultTabs: tabs.map(tab => ({ ...tab, headers })) };
  ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props));
})();
`;
