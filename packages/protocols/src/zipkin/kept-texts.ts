// Texts of a JSON body that have to stay while others are read.
import { CanonicalWriter } from '../canonical-writer.ts';
import type { JsonScanner } from '../json-scanner.ts';

/** Texts behind each other, in memory that is kept. */
export class KeptTexts extends CanonicalWriter {
  /** Appends the text that was read last. @returns where it starts */
  keep({ text, textStart, textEnd }: JsonScanner): number {
    const start = this.length;
    this.run(text, textStart, textEnd);
    return start;
  }
}
