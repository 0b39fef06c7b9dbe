import type { PersonKey, TeamKey } from './shape.ts';

interface PersonData {
  slackUserId: string;
  name: string;
  email: string;
  timeZone: string;
}

/** The people of Quillmere, an invented online shop with a bank of its own. */
export const people: Readonly<Record<PersonKey, PersonData>> = {
  ana: { slackUserId: 'U01ANA', name: 'Ana Lima', email: 'ana.lima@demo.example', timeZone: 'Europe/Lisbon' },
  mei: { slackUserId: 'U02MEI', name: 'Mei Chen', email: 'mei.chen@demo.example', timeZone: 'Europe/Zurich' },
  tomasz: {
    slackUserId: 'U03TOMASZ',
    name: 'Tomasz Nowak',
    email: 'tomasz.nowak@demo.example',
    timeZone: 'Europe/Warsaw',
  },
  priya: { slackUserId: 'U04PRIYA', name: 'Priya Raman', email: 'priya.raman@demo.example', timeZone: 'Europe/London' },
  lukas: { slackUserId: 'U05LUKAS', name: 'Lukas Weber', email: 'lukas.weber@demo.example', timeZone: 'Europe/Zurich' },
  chloe: {
    slackUserId: 'U06CHLOE',
    name: 'Chloé Martin',
    email: 'chloe.martin@demo.example',
    timeZone: 'Europe/Paris',
  },
  noor: { slackUserId: 'U07NOOR', name: 'Noor Haddad', email: 'noor.haddad@demo.example', timeZone: 'Europe/Zurich' },
  ben: { slackUserId: 'U08BEN', name: 'Ben Okafor', email: 'ben.okafor@demo.example', timeZone: 'Europe/London' },
  yuki: { slackUserId: 'U09YUKI', name: 'Yuki Tanaka', email: 'yuki.tanaka@demo.example', timeZone: 'Asia/Tokyo' },
  helena: {
    slackUserId: 'U10HELENA',
    name: 'Helena Novak',
    email: 'helena.novak@demo.example',
    timeZone: 'Europe/Zurich',
  },
  grace: {
    slackUserId: 'U11GRACE',
    name: 'Grace Adeyemi',
    email: 'grace.adeyemi@demo.example',
    timeZone: 'Europe/London',
  },
  rosa: { slackUserId: 'U12ROSA', name: 'Rosa Delgado', email: 'rosa.delgado@demo.example', timeZone: 'Europe/Madrid' },
};

/** In Slack but not in the catalogue: a guest of an agency, and somebody who joined and was not added yet. */
export const strangers = [
  {
    slackUserId: 'U13DANA',
    name: 'Dana Whitlock',
    email: 'dana@agency.example',
    timeZone: 'Europe/London',
    guest: true,
  },
  { slackUserId: 'U14OSKAR', name: 'Oskar Lund', email: 'oskar.lund@demo.example', timeZone: 'Europe/Oslo' },
] as const;

interface TeamData {
  title: string;
  slackChannel: string;
  channelId: string;
  members: readonly PersonKey[];
}

/** Who works together, and where they talk. Grace audits and Rosa runs the platform: they belong to no team. */
export const teams: Readonly<Record<TeamKey, TeamData>> = {
  'credit-risk': {
    title: 'Credit risk',
    slackChannel: '#credit-risk',
    channelId: 'C01CREDIT',
    members: ['ana', 'mei', 'tomasz', 'helena'],
  },
  growth: { title: 'Growth', slackChannel: '#growth', channelId: 'C02GROWTH', members: ['priya', 'lukas', 'chloe'] },
  operations: {
    title: 'Operations',
    slackChannel: '#operations',
    channelId: 'C03OPERATIONS',
    members: ['noor', 'ben', 'yuki'],
  },
};

/** Whom GraphiQL signs in as: Rosa runs the platform and may do everything. */
export const viewer: PersonKey = 'rosa';
