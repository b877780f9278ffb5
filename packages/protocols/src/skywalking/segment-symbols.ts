// Texts and numbers that nearly every span has, as symbols of the batch that requests are decoded into: each is looked for once a batch,
// which saves hashing and comparing it for every span. Hot: no object is made.
import { type SpanBatchBuilder, ValueType } from '@clew/model';
import { componentName } from './component-names.ts';
import { segmentTexts } from './segment-texts.ts';

/** Numbers of spans from 0 on, of which most segments have no more. */
const NUMBERS = 64;

/** The symbols of one batch after another. None of them is 0. */
export class SegmentSymbols {
  readonly #texts: Uint32Array = new Uint32Array(segmentTexts.length);
  readonly #numbers: Uint32Array = new Uint32Array(NUMBERS);
  #component = 0;
  #componentValue = 0;
  #batch = 0;

  /** Forgets those of another batch. Before each request: the batch may have changed since the one before. */
  open(builder: SpanBatchBuilder): void {
    if (builder.batchNumber === this.#batch) return;
    this.#batch = builder.batchNumber;
    this.#texts.fill(0);
    this.#numbers.fill(0);
    this.#component = 0;
  }

  /** The symbol of one of the {@link segmentTexts}, such as a key. */
  text(builder: SpanBatchBuilder, text: number): number {
    const known = this.#texts[text] as number;
    if (known !== 0) return known;
    const bytes = segmentTexts[text] as Uint8Array;
    const symbol = builder.symbol(bytes, 0, bytes.length);
    this.#texts[text] = symbol;
    return symbol;
  }

  /** A reference to one of the {@link segmentTexts} as a value. */
  value(builder: SpanBatchBuilder, text: number): number {
    return this.text(builder, text) << 1;
  }

  /** A reference to a number, which is a span's in its segment and not negative. */
  number(builder: SpanBatchBuilder, number: number): number {
    if (number >= NUMBERS) return builder.values.words(ValueType.int64, number, 0);
    const known = this.#numbers[number] as number;
    if (known !== 0) return known;
    const reference = builder.values.words(ValueType.int64, number, 0);
    this.#numbers[number] = reference;
    return reference;
  }

  /** A reference to a component's name, or 0 when it is younger than our table. */
  component(builder: SpanBatchBuilder, component: number): number {
    if (component === this.#component) return this.#componentValue;
    const name = componentName(component);
    this.#component = component;
    this.#componentValue =
      name === undefined ? 0 : builder.values.symbol(ValueType.string, name, 0, name.length);
    return this.#componentValue;
  }
}
