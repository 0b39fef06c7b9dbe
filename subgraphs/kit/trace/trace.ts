/** What a trace tells of a piece of work: never anything about a person, and no value of a statement. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that a trace shows, by the names of OpenTelemetry's semantic conventions. */
export interface Piece {
  name: string;
  kind: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  attributes: Attributes;
  /** The `traceparent` of what led to it; null: nothing that is known; left out: what is under way here. */
  from?: string | null;
}

/** A piece of work under way. */
export interface Begun {
  note(attributes: Attributes): void;
  /** type: a class of failures, such as a status or a code; never a message, which may hold what people wrote. */
  fail(type: string): void;
  end(): void;
}

/** Where traces are kept. */
export interface Tracing {
  /** Whether what is under way here is part of a trace. */
  isWithin(): boolean;
  /** Begins a piece that others are no part of. */
  begin(piece: Piece): Begun;
  /** Does work as a piece that all it does is part of; ends with it. */
  during<T>(piece: Piece, work: (begun: Begun) => T): T;
  /** What is under way here, as W3C Trace Context writes it; null: nothing. */
  traceparent(): string | null;
  /** The same function, always run as part of what is under way here now. */
  bound<F extends (...given: never[]) => void>(work: F): F;
}

let kept: Tracing | null = null;

/** Where traces are kept; null where none are, which is all that it costs then. */
export function tracing(): Tracing | null {
  return kept;
}

/** Says where traces are kept from now on; null: nowhere. */
export function keepTraces(where: Tracing | null): void {
  kept = where;
}

/** Does work as a piece of its own; as it is where no traces are kept. */
export function traced<T>(piece: () => Piece, work: () => T): T {
  return kept ? kept.during(piece(), work) : work();
}

/** Does work as a piece of what is under way; as it is where that is no part of a trace. */
export function tracedWithin<T>(piece: () => Piece, work: () => T): T {
  return kept?.isWithin() ? kept.during(piece(), work) : work();
}

/** A class of failures to name an error by: its code, else the name of its kind; never its message. */
export function failureType(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : '_OTHER';
}
