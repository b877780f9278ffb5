// Colours for what the query's tokens are, and a line under what is wrong.
import { lenientTraceqlTokens, traceqlIntrinsic } from '@clew/protocols/traceql';
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin } from '@codemirror/view';
import styles from './query-editor.module.css';
import type { Stretch } from './query-input-props.ts';
import { readTypedText } from './typed-text.ts';

const marks = Object.fromEntries(
  ['field', 'operator', 'text', 'number', 'word', 'sign'].map((name) => [
    name,
    Decoration.mark({ class: styles[name] ?? '' }),
  ]),
);

/** How a token is shown: plain where words mean nothing in particular. */
function markOf(token: ReturnType<typeof lenientTraceqlTokens>[number]): Decoration | undefined {
  switch (token.type) {
    case 'attribute':
      return marks['field'];
    case 'word':
      return traceqlIntrinsic(token.word) === undefined ? marks['word'] : marks['field'];
    case 'text':
      return marks['text'];
    case 'integer':
    case 'float':
    case 'duration':
      return marks['number'];
    case 'operator':
      return marks['operator'];
    case 'fault':
    case 'end':
      return undefined;
    default:
      return marks['sign'];
  }
}

function colouredTokens(query: string): DecorationSet {
  const { type } = readTypedText(query);
  if (type === 'words' || type === 'trace') return Decoration.none;
  const ranges = lenientTraceqlTokens(query).flatMap((token) => {
    const mark = markOf(token);
    return mark === undefined ? [] : [mark.range(token.start, token.end)];
  });
  return Decoration.set(ranges);
}

/** Colours the query as it is written. */
export const queryColours: Extension = ViewPlugin.define(
  (view) => ({
    decorations: colouredTokens(view.state.doc.toString()),
    update(update) {
      if (update.docChanged) this.decorations = colouredTokens(update.state.doc.toString());
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

/** Says whether the query is wrong, and where, if that is known. */
export const setFault = StateEffect.define<{
  readonly isWrong: boolean;
  readonly place: Stretch | undefined;
}>();

const faultMark = Decoration.mark({ class: styles['fault'] ?? '' });

const underline = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let next = shown.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setFault)) next = underlined(effect.value.place, transaction.newDoc.length);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const invalid = StateField.define<boolean>({
  create: () => false,
  update: (isWrong, { effects }) =>
    effects.reduce((now, effect) => (effect.is(setFault) ? effect.value.isWrong : now), isWrong),
  provide: (field) =>
    EditorView.contentAttributes.from(field, (isWrong) => ({ 'aria-invalid': String(isWrong) })),
});

/** Underlines what is wrong, and says that something is. */
export const queryFault: Extension = [underline, invalid];

function underlined(fault: Stretch | undefined, length: number): DecorationSet {
  if (fault === undefined || length === 0) return Decoration.none;
  // What is missing at the end is shown at the last sign there is.
  const start = Math.max(0, Math.min(fault.start, length - 1));
  const end = Math.min(Math.max(fault.end, start + 1), length);
  return Decoration.set([faultMark.range(start, end)]);
}
