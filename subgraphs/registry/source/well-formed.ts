/** A text in which half a letter (a lone surrogate), which addresses and databases cannot hold, is the sign for none. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
