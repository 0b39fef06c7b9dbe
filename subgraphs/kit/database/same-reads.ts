import type { QueryResult } from 'pg';

/** Sends a read; `leaves` is called when it goes to the database. */
type Send = (sql: string, parameters: unknown[], leaves: () => void) => Promise<QueryResult>;

/** For so many milliseconds a read waits for the same one that is under way, so that more can join it. */
const patienceMs = 50;

/** The reads with one text and the same values. */
interface Same {
  /** Not sent yet, and so open to whoever asks the same. */
  waiting: Read | null;
  underWay: Read | null;
}

interface Read {
  answer: Promise<QueryResult>;
  askers: number;
}

/**
 * Reads that many ask at once, as when a card in Slack brings everybody to one page. What was not sent yet is sent once
 * for all who ask it: the database looks after the last of them asked, so that none hears of an older state than he
 * would have by himself. What is asked while the same is under way waits for that, 50 ms at most, and others join it.
 */
export class SameReads {
  readonly #send: Send;
  /** By text, and then by the values as JSON: a text is long, and is made out once. */
  readonly #reads = new Map<string, Map<string, Same>>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** The rows are the asker's own. What is in their columns may be somebody else's too: it is not to be changed. */
  ask(sql: string, parameters: unknown[]): Promise<QueryResult> {
    const values = JSON.stringify(parameters);
    const ofText = this.#reads.get(sql) ?? new Map<string, Same>();
    const same = ofText.get(values) ?? { waiting: null, underWay: null };
    this.#reads.set(sql, ofText.set(values, same));
    same.waiting ??= this.#begin(same, { sql, parameters, values });
    const read = same.waiting;
    read.askers++;
    return read.answer.then(answer =>
      read.askers > 1 ? { ...answer, rows: answer.rows.map(row => ({ ...row })) } : answer,
    );
  }

  #begin(same: Same, { sql, parameters, values }: { sql: string; parameters: unknown[]; values: string }): Read {
    const leaves = () => {
      same.waiting = null;
      same.underWay = read;
    };
    const sent = () => this.#send(sql, parameters, leaves);
    const answer = same.underWay ? ended(same.underWay.answer).then(sent) : sent();
    const read: Read = { answer, askers: 0 };
    const over = () => {
      if (same.waiting === read) same.waiting = null;
      if (same.underWay === read) same.underWay = null;
      if (!same.waiting && !same.underWay) this.#forget(sql, values);
    };
    answer.then(over, over);
    return read;
  }

  #forget(sql: string, values: string): void {
    const ofText = this.#reads.get(sql);
    ofText?.delete(values);
    if (ofText?.size === 0) this.#reads.delete(sql);
  }
}

/** Waits until a read has ended, well or not, but not for long. */
function ended(answer: Promise<unknown>): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, patienceMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    answer.then(end, end);
  });
}
