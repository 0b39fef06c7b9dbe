import type { Method } from './method.ts';

/** auth.test and apps.connections.open: who the app is, and where its sockets go. */
export const authMethods: Record<string, Method> = {
  'auth.test': {
    run: ({ core }) => {
      const { team, bot } = core.workspace;
      return {
        ok: true,
        url: `${core.url}/`,
        team: team.name,
        team_id: team.id,
        user: 'handoff',
        user_id: bot.userId,
        bot_id: bot.botId,
        app_id: bot.appId,
        is_enterprise_install: false,
      };
    },
  },
  'apps.connections.open': {
    appToken: true,
    run: ({ core }) => {
      const url = `${core.url.replace(/^http/, 'ws')}/link?ticket=${core.sockets.issueTicket()}`;
      return { ok: true, url };
    },
  },
};
