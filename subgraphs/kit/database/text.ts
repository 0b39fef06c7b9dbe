/** A text as PostgreSQL can take it. What is asked for with a NUL character in it is found nowhere anyway. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}
