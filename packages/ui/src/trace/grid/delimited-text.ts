// Tables as text for spreadsheets: CSV as RFC 4180 has it, and TSV, which pastes into cells.
import type { Work } from '../data/turns.ts';

export type TextFormat = 'csv' | 'tsv';

/** A table to be written; numbers are written as they are, for programs. */
export interface TextTable {
  readonly head: readonly string[];
  readonly count: number;
  readonly row: (position: number) => readonly (string | number)[];
}

const STEP = 64;
/** Characters of a part, after which it is the browser's to keep. */
const PART_CHARACTERS = 1 << 20;
/** By this Excel knows UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';
/** What a spreadsheet would take for a formula, in a text that anyone may have sent. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line, with its end. */
export function delimitedLine(fields: readonly (string | number)[], format: TextFormat): string {
  const texts = fields.map((field) =>
    typeof field === 'number' ? String(field) : harmless(field),
  );
  if (format === 'tsv')
    return `${texts.map((text) => text.replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`;
  return `${texts.map(quoted).join(',')}\r\n`;
}

/** The head and the first rows, `most` of them at most, as one text. */
export function delimitedText(table: TextTable, format: TextFormat, most: number): string {
  let text = delimitedLine(table.head, format);
  const end = Math.min(table.count, most);
  for (let position = 0; position < end; position++) {
    text += delimitedLine(table.row(position), format);
  }
  return text;
}

/** All rows as a file; keeps no more than a part of it as text. */
export function* delimitedFile(table: TextTable, format: TextFormat): Work<Blob> {
  const parts: Blob[] = [];
  let text = (format === 'csv' ? BYTE_ORDER_MARK : '') + delimitedLine(table.head, format);
  for (let position = 0; position < table.count; position++) {
    text += delimitedLine(table.row(position), format);
    if (text.length > PART_CHARACTERS) {
      parts.push(new Blob([text]));
      text = '';
    }
    if (position % STEP === 0) yield;
  }
  const type = format === 'csv' ? 'text/csv' : 'text/tab-separated-values';
  return new Blob([...parts, text], { type: `${type};charset=utf-8` });
}

/** Hands a file to the browser to save. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the file by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
