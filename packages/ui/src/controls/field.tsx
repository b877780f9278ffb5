import { type ReactNode, useId } from 'react';
import styles from './field.module.css';

/** A label, a control, and what there is to say about it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Makes the control: gets its id and, where there is one, the id of the text that describes it. */
  readonly children: (id: string, describedBy: string | undefined) => ReactNode;
}) {
  const id = useId();
  const text = error ?? hint;
  const hintId = text === undefined ? undefined : `${id}-hint`;
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {children(id, hintId)}
      {text !== undefined && (
        <p id={hintId} className={styles['hint']} data-error={error !== undefined || undefined}>
          {text}
        </p>
      )}
    </div>
  );
}
