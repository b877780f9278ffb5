/** A stretch of a text: indexes of UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What the query's field is given, be it plain or the editor. */
export interface QueryInputProps {
  readonly label: string;
  readonly placeholder: string;
  /** The id of the text that says what is wrong, or what Enter will do. */
  readonly describedBy: string;
  readonly text: string;
  /** What of the text is wrong, where that is known. */
  readonly fault: Stretch | undefined;
  readonly isWrong: boolean;
  readonly onChange: (text: string) => void;
  /** Gets where the cursor is while the field has the focus. */
  readonly onCursor: (cursor: number | undefined) => void;
  readonly onSend: () => void;
  readonly onOpenTrace: (traceId: string) => void;
}
