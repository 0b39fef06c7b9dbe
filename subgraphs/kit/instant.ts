const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;
// Within these every instant has a year of four digits in UTC, which is what answers are written in.
const [earliest, latest] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** The instant that a text names by RFC 3339, in milliseconds since 1970; null: it names none. */
export function instantOf(text: string): number | null {
  if (!form.test(text) || !isDay(text)) return null;
  const time = Date.parse(text);
  return time >= earliest && time <= latest ? time : null;
}

/** Whether a day is in the calendar: JavaScript takes 30 February for 2 March. */
function isDay(text: string): boolean {
  if (Number(text.slice(8, 10)) <= 28) return true;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
}
