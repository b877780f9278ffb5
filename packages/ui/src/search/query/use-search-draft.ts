// The search that is being written: it starts from what the address says and follows it, and nothing is asked until it
// is sent. The bar and the form both show and change it.
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { NEW_SEARCH, type SearchState, type SearchTime } from '../search-state.ts';
import { type QueryFields, type QueryReading, readQuery, writeQuery } from './query-fields.ts';
import { type Fault, readTypedText, type TypedText } from './typed-text.ts';

/** A search that is being written. */
export interface SearchDraft {
  /** What stands in the bar. */
  readonly text: string;
  readonly typed: TypedText;
  /** The text as the form has it; undefined where it is no query. */
  readonly reading: QueryReading | undefined;
  /** Whether the text is what the address asks for. */
  readonly isAsked: boolean;
  /** Whether the text was sent, and refused for its fault. */
  readonly isRefused: boolean;
  readonly time: SearchTime;
  readonly limit: number;
  /** Where in the text one writes; undefined where nobody does. */
  readonly cursor: number | undefined;
  readonly setCursor: (cursor: number | undefined) => void;
  readonly setText: (text: string) => void;
  readonly setFields: (fields: QueryFields) => void;
  /** A length that ends now is asked for at once. */
  readonly setTime: (time: SearchTime) => void;
  readonly setLimit: (limit: number) => void;
  /** Asks for what is written, or opens the trace whose id it is. */
  readonly send: () => void;
  readonly openTrace: (traceId: string) => void;
  /** Back to the newest traces. */
  readonly reset: () => void;
}

/**
 * @param state what the address says
 * @param onSearch goes to another search
 */
export function useSearchDraft(
  state: SearchState,
  onSearch: (state: SearchState) => void,
): SearchDraft {
  const navigate = useNavigate();
  const [text, setText] = useFollowed(state.q);
  const [lookback, setLookback] = useFollowed(state.lookback);
  const [start, setStart] = useFollowed(state.start);
  const [end, setEnd] = useFollowed(state.end);
  const [limit, setLimit] = useFollowed(state.limit);
  const [cursor, setCursor] = useState<number>();
  const [refused, setRefused] = useState<string>();
  const typed = useMemo(() => readTypedText(text), [text]);
  const reading = useMemo(
    () => (typed.type === 'query' || typed.type === 'words' ? readQuery(typed.query) : undefined),
    [typed],
  );
  const time = { lookback, start, end };

  function setTime(next: SearchTime) {
    setLookback(next.lookback);
    setStart(next.start);
    setEnd(next.end);
    // Two moments are chosen one after the other.
    if (next.lookback !== 'custom') ask(next);
  }

  function openTrace(traceId: string) {
    void navigate({ to: '/trace/$traceId', params: { traceId }, search: {} });
  }

  function ask(asked: SearchTime) {
    if (typed.type === 'trace' || typed.type === 'fault') return;
    setText(typed.query);
    onSearch({ ...state, ...asked, limit, q: typed.query });
  }

  function send() {
    if (typed.type === 'trace') openTrace(typed.traceId);
    else if (typed.type === 'fault') setRefused(text);
    else ask(time);
  }

  return {
    ...{
      text,
      typed,
      reading,
      cursor,
      time,
      limit,
      setCursor,
      setText,
      setTime,
      setLimit,
      send,
      openTrace,
    },
    isAsked: text === state.q,
    isRefused: refused === text,
    setFields(fields) {
      if (reading !== undefined) setText(writeQuery(reading, fields));
    },
    reset() {
      setText('');
      onSearch(NEW_SEARCH);
    },
  };
}

/** What is wrong with the text, unless it is only where one still writes. */
export function shownFault({ typed, text, cursor, isRefused }: SearchDraft): Fault | undefined {
  if (typed.type !== 'fault') return undefined;
  const { start, end } = typed;
  if (isRefused || cursor === undefined || cursor > end) return typed;
  const isMissing = cursor <= start && text.slice(cursor, start).trim() === '';
  const isBegun = cursor > start && /[^\s(){}]$/.test(text.slice(start, cursor));
  return isMissing || isBegun ? undefined : typed;
}

/** A state that starts as a value and becomes the value again whenever that changes. */
function useFollowed<T extends string | number>(value: T): [T, (value: T) => void] {
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(value);
  }
  return [seen === value ? draft : value, setDraft];
}
