import { useEffect, useState } from 'react';
import styles from './query-editor.module.css';
import type { QueryInputProps, Stretch } from './query-input-props.ts';

type Editor = typeof import('./query-editor.tsx')['QueryEditor'];

/** The query's text: a plain field at first, which does alone, and the editor in its place once that is loaded. */
export function QueryInput(props: QueryInputProps) {
  const [selection, setSelection] = useState<Stretch>();
  const [Editor, setEditor] = useState<Editor>();
  // The first page is small without the editor; it comes when there is something to show in it, or to write.
  const [isAttended, setAttended] = useState(false);
  const isWanted = isAttended || props.text !== '';
  useEffect(() => {
    if (!isWanted) return;
    import('./query-editor.tsx').then(
      ({ QueryEditor }) => setEditor(() => QueryEditor),
      // The plain field stays.
      () => undefined,
    );
  }, [isWanted]);
  return (
    <div className={styles['input']} data-fault={props.isWrong || undefined}>
      {Editor === undefined ? (
        <PlainInput {...props} onSelection={setSelection} onAttention={() => setAttended(true)} />
      ) : (
        <Editor {...props} firstSelection={selection} />
      )}
      {props.text === '' && (
        <span className={styles['key']} aria-hidden="true">
          /
        </span>
      )}
    </div>
  );
}

function PlainInput({
  onSelection,
  onAttention,
  ...props
}: QueryInputProps & {
  /** Gets where the cursor is while the field has the focus. */
  readonly onSelection: (selection: Stretch | undefined) => void;
  /** The field is about to be used. */
  readonly onAttention: () => void;
}) {
  function tellSelection({ selectionStart, selectionEnd }: HTMLTextAreaElement) {
    onSelection({ start: selectionStart, end: selectionEnd });
    props.onCursor(selectionEnd);
  }

  return (
    <textarea
      className={styles['plain']}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.isWrong}
      aria-keyshortcuts="/"
      rows={1}
      value={props.text}
      placeholder={props.placeholder}
      spellCheck={false}
      autoCapitalize="off"
      onChange={({ currentTarget }) => {
        props.onChange(currentTarget.value);
        tellSelection(currentTarget);
      }}
      onPointerEnter={onAttention}
      onFocus={({ currentTarget }) => {
        onAttention();
        tellSelection(currentTarget);
      }}
      onSelect={({ currentTarget }) => tellSelection(currentTarget)}
      onBlur={() => {
        onSelection(undefined);
        props.onCursor(undefined);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
        event.preventDefault();
        props.onSend();
      }}
    />
  );
}
