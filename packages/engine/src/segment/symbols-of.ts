// Finds the symbols of a text in a batch's table.
import { type SpanBatch, ValueType } from '@clew/model';

/** The symbols whose text is the wanted one: mostly none or one, see the model's symbol table. */
export function symbolsOf(batch: SpanBatch, text: Uint8Array): readonly number[] {
  const { symbolEnd, symbolBytes } = batch;
  const found: number[] = [];
  const length = text.length + 1;
  let start = 0;
  for (let symbol = 0; symbol < symbolEnd.length; symbol++) {
    const end = symbolEnd[symbol] as number;
    if (end - start === length && symbolBytes[start] === ValueType.string) {
      let i = 1;
      while (i < length && symbolBytes[start + i] === text[i - 1]) i++;
      if (i === length) found.push(symbol);
    }
    start = end;
  }
  return found;
}

const known: WeakMap<SpanBatch, WeakMap<Uint8Array, readonly number[]>> = new WeakMap();

/** The same for a dictionary that many blocks share: remembered for each text object. */
export function symbolsInDictionary(dictionary: SpanBatch, text: Uint8Array): readonly number[] {
  const ofTexts = known.get(dictionary) ?? new WeakMap<Uint8Array, readonly number[]>();
  known.set(dictionary, ofTexts);
  const symbols = ofTexts.get(text) ?? symbolsOf(dictionary, text);
  ofTexts.set(text, symbols);
  return symbols;
}
