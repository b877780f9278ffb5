// Bodies that are each sent once: the server would recognize one that comes again. Each message has a mark in an attribute, which is
// overwritten with a number.
import { type BenchMessage, benchMessages } from '@clew/protocols/bench/workload.ts';

const MARK = 'mark-0000000000';
const DIGITS = 10;
const SEED = 20_261_125;
/** Messages that are made; more are the same with other numbers. */
const MOST_TEMPLATES = 400;

/** How a protocol writes a message. */
export type Encode = (message: BenchMessage) => Uint8Array;

interface Template {
  readonly body: Uint8Array;
  /** Where its number stands. */
  readonly at: number;
}

/** Messages of so many spans each, as many as are asked for. */
export class Bodies {
  readonly #templates: readonly Template[];
  readonly #first: number;

  /** @param first a number that no other bodies of the same server begin at within as many as they have */
  constructor(encode: Encode, spans: number, first: number) {
    const count = Math.max(8, Math.min(MOST_TEMPLATES, Math.ceil(8192 / spans)));
    this.#first = first;
    this.#templates = benchMessages(count, spans, SEED).map((message) => {
      const body = encode(marked(message));
      return { body, at: Buffer.from(body).indexOf(MARK) + MARK.length - DIGITS };
    });
  }

  /** The body of an index, which nobody else has. */
  body(index: number): Buffer {
    const { body, at } = this.#templates[index % this.#templates.length] as Template;
    const own = Buffer.from(body);
    own.write(String(this.#first + index).padStart(DIGITS, '0'), at, 'latin1');
    return own;
  }
}

function marked(message: BenchMessage): BenchMessage {
  const [first, ...others] = message.spans;
  if (first === undefined) return message;
  const attributes = [...first.attributes, ['message.mark', MARK] as const];
  return { ...message, spans: [{ ...first, attributes }, ...others] };
}
