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
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(month, year);
}

function daysOf(month: number, year: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
