type Style = Intl.DateTimeFormatOptions;

const styles: Record<string, Style> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
};

/** Fills Slack's date tokens, such as `{date_long} at {time}`, for a moment in seconds since 1970 and a time zone. */
export function formatDate(seconds: number, pattern: string, timeZone: string): string {
  return pattern.replace(/\{(\w+)\}/g, (token, name: string) => {
    const style = styles[name.replace(/_pretty$/, '')];
    return style ? new Intl.DateTimeFormat('en-GB', { ...style, timeZone }).format(seconds * 1000) : token;
  });
}

/** The time of day of a message timestamp. */
export function timeOf(ts: string, timeZone: string): string {
  return formatDate(Number(ts), '{time}', timeZone);
}

/** The day of a message timestamp, in words. */
export function dayOf(ts: string, timeZone: string): string {
  return formatDate(Number(ts), '{date_long}', timeZone);
}
