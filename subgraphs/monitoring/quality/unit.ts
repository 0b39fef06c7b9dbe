/** The quartiles of some numbers: a quarter of them, half, three quarters are not greater. */
export type Quartiles = readonly [low: number, middle: number, high: number];

/** How values of one unit look in another: then · factor + shift. */
export interface Conversion {
  name: string;
  factor: number;
  shift: number;
}

/** Powers of ten, and the units that people mix up. */
const conversions: readonly Conversion[] = [
  ...[1, 2, 3, 4, 5, 6, 9].flatMap(power => bothWays(`times ${(10 ** power).toLocaleString('en')}`, 10 ** power)),
  ...bothWays('seconds of minutes, or minutes of hours', 60),
  ...bothWays('seconds of hours', 3600),
  ...bothWays('hours of days', 24),
  ...bothWays('seconds of days', 86_400),
  ...bothWays('kilometres of miles', 1.609344),
  ...bothWays('pounds of kilograms', 2.2046226218),
  ...bothWays('feet of metres', 3.280839895),
  ...bothWays('centimetres of inches', 2.54),
  ...bothWays('kilometres an hour of metres a second', 3.6),
  ...bothWays('degrees of radians', 180 / Math.PI),
  { name: 'Fahrenheit of Celsius', factor: 1.8, shift: 32 },
  { name: 'Celsius of Fahrenheit', factor: 1 / 1.8, shift: -32 / 1.8 },
  { name: 'Kelvin of Celsius', factor: 1, shift: 273.15 },
  { name: 'Celsius of Kelvin', factor: 1, shift: -273.15 },
];

function bothWays(name: string, factor: number): Conversion[] {
  return [
    { name, factor, shift: 0 },
    { name: `the reverse of ${name}`, factor: 1 / factor, shift: 0 },
  ];
}

/**
 * By how much of the reference's quartile distance a quartile may miss what a conversion makes of it: as far as those of
 * a hundred rows do. Large factors have no neighbours that they could be taken for.
 */
const closeness = ({ factor }: Conversion) => (Math.abs(Math.log10(factor)) >= 2 ? 0.7 : 0.35);

/**
 * The conversion by which the numbers of now look like those of the reference in another unit: the middle moved by more
 * than all of the middle half, and all three quartiles are where it puts them. The closest one; null: none does.
 */
export function changedUnit(reference: Quartiles, current: Quartiles): Conversion | null {
  const [low, middle, high] = reference;
  const spread = high - low || Math.abs(middle) / 10;
  if (!(Math.abs(current[1] - middle) > spread)) return null;
  const missed = conversions.map(conversion => {
    const { factor, shift } = conversion;
    const misses = reference.map((then, i) => Math.abs((current[i] ?? 0) - then * factor - shift));
    return { conversion, miss: Math.max(...misses) / (spread * factor) };
  });
  const closest = missed.reduce((best, each) => (each.miss < best.miss ? each : best));
  return closest.miss <= closeness(closest.conversion) ? closest.conversion : null;
}
