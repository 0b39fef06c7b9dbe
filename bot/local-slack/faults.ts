/** What can go wrong with a Web API call. `dropAnswer` lets the call take effect and then cuts the line. */
export type ApiFault =
  | { kind: 'rateLimited'; retryAfterSeconds: number }
  | { kind: 'serverError' }
  | { kind: 'error'; error: string }
  | { kind: 'drop' }
  | { kind: 'dropAnswer' }
  | { kind: 'delay'; ms: number };

/**
 * What can go wrong with a delivery to the app. `drop` never reaches it, `loseAck` reaches it but its answer is lost,
 * `lateAck` lets the answer take so much longer, `duplicate` reaches it twice at once, `replay` sends the very same request again, the last two spoil its signature.
 */
export type DeliveryFault =
  | { kind: 'drop' }
  | { kind: 'loseAck' }
  | { kind: 'lateAck'; ms: number }
  | { kind: 'delay'; ms: number }
  | { kind: 'duplicate' }
  | { kind: 'replay' }
  | { kind: 'badSignature' }
  | { kind: 'skew'; seconds: number };

/** The kinds of delivery, by their names in Socket Mode. */
export type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api';

/** Faults on demand, for tests: each is used up `times` times (once by default), oldest first. */
export interface Faults {
  /** Spoils calls of a Web API method; '*' means any. */
  api(method: string, fault: ApiFault, times?: number): void;
  /** Spoils deliveries of a kind; '*' means any. */
  delivery(kind: DeliveryKind | '*', fault: DeliveryFault, times?: number): void;
  /** Asks every socket to reconnect, as Slack does when it moves them. */
  refreshSockets(reason?: string): void;
  /** Cuts every socket without a word. */
  cutSockets(): void;
  /** Forgets faults not used yet. */
  clear(): void;
}

interface Planned<F> {
  on: string;
  fault: F;
  left: number;
}

/** Faults waiting for their moment. */
export class FaultQueue<F> {
  #planned: Planned<F>[] = [];

  /** Plans a fault for a method or kind of delivery. */
  plan(on: string, fault: F, times = 1): void {
    this.#planned.push({ on, fault, left: times });
  }

  /** The fault to use now, if any; it is used up by asking. */
  take(on: string): F | undefined {
    const planned = this.#planned.find(candidate => candidate.on === on || candidate.on === '*');
    if (!planned) return undefined;
    planned.left -= 1;
    if (planned.left <= 0) this.#planned = this.#planned.filter(other => other !== planned);
    return planned.fault;
  }

  /** Forgets everything planned. */
  clear(): void {
    this.#planned = [];
  }
}
