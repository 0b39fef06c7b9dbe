/** Writes numbers and texts one after the other, little-endian. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(1024);
  #at = 0;

  #room(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#at, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }

  /** 0 to 255. */
  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  /** A whole number from 0 to 2^32 - 1, in 4 bytes. */
  whole(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value, at);
  }

  /** In 8 bytes. */
  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  doubles(values: Float64Array): void {
    this.whole(values.length);
    for (const value of values) this.double(value);
  }

  /** In UTF-8. */
  text(text: string): void {
    const size = Buffer.byteLength(text);
    this.whole(size);
    const at = this.#room(size);
    this.#bytes.write(text, at, size);
  }

  done(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }
}

/** Reads what a ByteWriter wrote. Throws where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #next(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#bytes.length) throw new Error('These bytes end in the middle of a summary.');
    return at;
  }

  byte(): number {
    return this.#bytes[this.#next(1)] as number;
  }

  whole(): number {
    return this.#bytes.readUInt32LE(this.#next(4));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#next(8));
  }

  doubles(): Float64Array {
    const count = this.whole();
    const at = this.#next(8 * count);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.#bytes.readDoubleLE(at + 8 * i);
    return values;
  }

  text(): string {
    const size = this.whole();
    const at = this.#next(size);
    return this.#bytes.toString('utf8', at, at + size);
  }
}
