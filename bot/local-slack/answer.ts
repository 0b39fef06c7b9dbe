/** How the app answered one attempt: status 0 means that no answer came, and `error` says why. */
export interface Answer {
  status: number;
  /** What the acknowledgement carried: JSON, text, or undefined when it was empty. */
  payload: unknown;
  error?: 'no_connection' | 'connection_closed' | 'http_timeout' | 'http_error';
  /** Whether the app asked not to be sent this again. */
  noRetry?: boolean;
}
