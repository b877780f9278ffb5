import { parseTraceql, TraceqlError } from '@clew/protocols/traceql';
import { useTranslation } from 'react-i18next';
import { Field } from '../controls/field.tsx';
import styles from './query-field.module.css';

/** What is wrong with a query, in the parser's words; undefined where nothing is, or nothing is asked. */
export function queryFault(query: string): string | undefined {
  if (query.trim() === '') return undefined;
  try {
    parseTraceql(query);
    return undefined;
  } catch (error) {
    if (error instanceof TraceqlError) return error.message;
    throw error;
  }
}

/** A filter in TraceQL. Enter sends the form, as in a field of one line; Shift Enter begins another line. */
export function QueryField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (query: string) => void;
}) {
  const { t } = useTranslation();
  const fault = queryFault(value);
  return (
    <Field label={t('search.query')} error={fault}>
      {(id, hint) => (
        <textarea
          id={id}
          className={styles['query']}
          aria-describedby={hint}
          aria-invalid={fault !== undefined}
          rows={2}
          value={value}
          placeholder={'{ duration > 20ms && .http.status_code >= 500 }'}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
      )}
    </Field>
  );
}
