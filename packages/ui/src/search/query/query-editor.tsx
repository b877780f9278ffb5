// The bar's editor. It knows no grammar of its own: colours, completion and faults come from the tokens and the errors
// of the one parser there is.
import { closeBrackets, closeBracketsKeymap, closeCompletion } from '@codemirror/autocomplete';
import { history, historyKeymap, insertNewline, standardKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompletionItem } from './completion-items.ts';
import { queryCompletion } from './query-completion.ts';
import styles from './query-editor.module.css';
import { queryColours, queryFault, setFault } from './query-highlight.ts';
import type { QueryInputProps, Stretch } from './query-input-props.ts';
import { StoreLookUp } from './store-names.ts';

/** The query's text with colours, completion, and a line under what is wrong. */
export function QueryEditor(
  props: QueryInputProps & {
    /** Where the cursor was in the field that the editor stands in for; undefined where it had no focus. */
    readonly firstSelection: Stretch | undefined;
  },
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const latest = useRef(props);
  // What was told to others and may still come back, after more was written: it must not undo that.
  const told = useRef<string[]>([]);
  const detail = ({ intrinsic, kind, label }: CompletionItem) => {
    if (intrinsic !== undefined) return t(`intrinsic.${intrinsic}`);
    return kind === 'trace' ? t('query.openTrace', { traceId: label }) : undefined;
  };
  const latestDetail = useRef(detail);
  useEffect(() => {
    latest.current = props;
    latestDetail.current = detail;
  });

  const { label, placeholder, describedBy } = props;
  const completions = t('query.completions');
  useEffect(() => {
    const parent = host.current;
    if (parent === null) return undefined;
    const lookUp = new StoreLookUp(queries);
    const { text, firstSelection } = latest.current;
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        selection: {
          anchor: firstSelection?.start ?? text.length,
          head: firstSelection?.end ?? text.length,
        },
        extensions: [
          queryCompletion(() => ({
            names: (place) => lookUp.names(place),
            detail: (item) => latestDetail.current(item),
            onOpenTrace: (traceId) => latest.current.onOpenTrace(traceId),
          })),
          keymap.of([
            { key: 'Enter', run: send, shift: insertNewline },
            { key: 'Mod-Enter', run: send },
            ...closeBracketsKeymap,
            ...historyKeymap,
            ...standardKeymap,
          ]),
          history(),
          closeBrackets(),
          EditorState.languageData.of(() => [
            { closeBrackets: { brackets: ['{', '(', '"', '`'], before: '})"` ' } },
          ]),
          EditorState.phrases.of({ Completions: completions }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-describedby': describedBy,
            'aria-keyshortcuts': '/',
            spellcheck: 'false',
            autocapitalize: 'off',
            autocorrect: 'off',
          }),
          placeholderText(placeholder),
          queryColours,
          queryFault,
          EditorView.updateListener.of((update) => {
            if (update.docChanged || update.selectionSet || update.focusChanged) {
              const { hasFocus, state } = update.view;
              latest.current.onCursor(hasFocus ? state.selection.main.head : undefined);
            }
            if (!update.docChanged) return;
            const next = update.state.doc.toString();
            if (next === latest.current.text) told.current = [];
            else told.current.push(next);
            latest.current.onChange(next);
          }),
        ],
      }),
    });
    editor.current = view;
    if (firstSelection !== undefined) view.focus();
    return () => view.destroy();

    function send(target: EditorView): boolean {
      closeCompletion(target);
      latest.current.onSend();
      return true;
    }
  }, [queries, label, placeholder, describedBy, completions]);

  // What others write: the form, an address.
  const { text, fault } = props;
  useEffect(() => {
    const view = editor.current;
    const echo = told.current.indexOf(text);
    told.current = told.current.slice(echo + 1);
    if (echo >= 0 || view === null || view.state.doc.toString() === text) return;
    told.current = [];
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      selection: { anchor: text.length },
    });
  }, [text]);

  const { isWrong } = props;
  const start = fault?.start;
  const end = fault?.end;
  useEffect(() => {
    const place = start === undefined || end === undefined ? undefined : { start, end };
    editor.current?.dispatch({ effects: setFault.of({ isWrong, place }) });
  }, [isWrong, start, end]);

  return <div ref={host} className={styles['editor']} />;
}
