/** What the bot reads of an event. */
export interface SlackEvent {
  type: string;
  /** An id; of user_change all that is known of the user. */
  user?: string | { id?: string; profile?: { email?: string } };
  text?: string;
  channel?: string;
  channel_type?: string;
  ts?: string;
  thread_ts?: string;
  subtype?: string;
  bot_id?: string;
  tab?: string;
  /** Of link_shared: the message, and the links in it to hosts of ours. */
  message_ts?: string;
  links?: { url: string }[];
}

/** An event with its delivery. */
export interface Happening {
  event: SlackEvent;
  key: string;
  attempt: number;
}
