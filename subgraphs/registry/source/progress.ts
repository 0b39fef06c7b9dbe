import type { ResultLine } from './outcome.ts';
import { printable, type Screen } from './screen.ts';

/** How often it says how far it is, in ms: a line of a terminal is drawn anew, a log gets a line of its own. */
const every = { terminal: 100, log: 10_000 };

/** Says on err how far an import is, while it goes on. */
export class Progress {
  readonly #screen: Screen;
  readonly #now: () => number;
  #said: number;
  #read = 0;
  #done = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#now = screen.now ?? (() => performance.now());
    this.#said = this.#now();
  }

  /** One more model was read. */
  read(): void {
    this.#read++;
    this.#say();
  }

  /** Something became of a model or version. */
  line({ kind }: ResultLine): void {
    if (kind === 'record') this.#done++;
    this.#say();
  }

  /** Tells something else, on a line of its own. */
  note(message: string): void {
    this.clear();
    this.#screen.err(`${printable(message)}\n`);
  }

  /** Takes the line away, so that something else can stand there. */
  clear(): void {
    if (this.#screen.terminal) this.#screen.err('\r\u001b[K');
  }

  #say(): void {
    const { terminal, err } = this.#screen;
    if (this.#now() - this.#said < every[terminal ? 'terminal' : 'log']) return;
    this.#said = this.#now();
    const text = `${this.#read.toLocaleString('en')} models read, ${this.#done.toLocaleString('en')} done`;
    err(terminal ? `\r${text}\u001b[K` : `${text} …\n`);
  }
}
