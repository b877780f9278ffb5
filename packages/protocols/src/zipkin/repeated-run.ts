// Recognizes bytes that stand in a body again and again, such as those of the endpoint that every span of a process names, so that they are
// read once. Hot.

const NOTHING: Uint8Array = new Uint8Array(0);
const NO_VIEW: DataView = new DataView(NOTHING.buffer);

/** A run of a body's bytes. */
export class RepeatedRun {
  #bytes: Uint8Array = NOTHING;
  #view: DataView = NO_VIEW;
  #start = 0;
  /** How many bytes it has; 0 when none is known. */
  length = 0;

  /** Begins with a body, of which no run is known. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.forget();
  }

  /** Lets go of the body. */
  close(): void {
    this.#bytes = NOTHING;
    this.#view = NO_VIEW;
    this.forget();
  }

  /** Takes the bytes `[start, end)` for the run. */
  learn(start: number, end: number): void {
    this.#start = start;
    this.length = end - start;
  }

  /** Has no run until the next is learned. */
  forget(): void {
    this.length = 0;
  }

  /** Whether the run, where one is known, stands at `at`. */
  isAt(at: number): boolean {
    const bytes = this.#bytes;
    const start = this.#start;
    const { length } = this;
    if (length === 0 || at + length > bytes.length) return false;
    const view = this.#view;
    let i = 0;
    for (const last = length - 3; i < last; i += 4) {
      if (view.getInt32(start + i) !== view.getInt32(at + i)) return false;
    }
    for (; i < length; i++) if (bytes[start + i] !== bytes[at + i]) return false;
    return true;
  }
}
