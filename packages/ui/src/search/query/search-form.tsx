import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operationsQuery } from '../../api/queries.ts';
import { Button } from '../../controls/button.tsx';
import { ComboBox } from '../../controls/combo-box.tsx';
import { Field } from '../../controls/field.tsx';
import { LIMITS } from '../search-state.ts';
import { AttributeRows } from './attribute-rows.tsx';
import { isDuration, NO_FIELDS, type QueryFields } from './query-fields.ts';
import { KindFilter, StatusFilter } from './quick-filters.tsx';
import styles from './search-form.module.css';
import { type SearchDraft, shownFault } from './use-search-draft.ts';

/** What the query in the bar says, in fields: each change of the one is one of the other. */
export function SearchForm({
  id,
  draft,
  services,
}: {
  readonly id: string;
  readonly draft: SearchDraft;
  readonly services: readonly string[];
}) {
  const { t } = useTranslation();
  // While the bar holds what can't be read, the form shows what it last could.
  const [fields, setShown] = useState(draft.reading?.fields ?? NO_FIELDS);
  if (draft.reading !== undefined && draft.reading.fields !== fields) {
    setShown(draft.reading.fields);
  }
  const operations = useQuery(
    operationsQuery(services.includes(fields.service) ? fields.service : ''),
  );
  const operationNames = [...new Set(operations.data?.map((operation) => operation.name))];
  const isReadable = shownFault(draft) === undefined && draft.typed.type !== 'trace';
  // Words that are still being typed are no conditions yet.
  const hasMore = draft.typed.type === 'query' && draft.reading?.hasMore;

  const set = (part: Partial<QueryFields>) => draft.setFields({ ...fields, ...part });

  return (
    <form
      id={id}
      className={styles['form']}
      aria-label={t('query.form')}
      onSubmit={(event) => {
        event.preventDefault();
        draft.send();
      }}
    >
      {!isReadable && <p className={styles['note']}>{t('query.unreadable')}</p>}
      {hasMore && <p className={styles['note']}>{t('query.more')}</p>}
      <fieldset className={styles['filters']} disabled={!isReadable}>
        <ComboBox
          label={t('search.service')}
          value={fields.service}
          options={services}
          placeholder={t('search.anyService')}
          onChange={(service) => set({ service, operation: '' })}
        />
        <ComboBox
          label={t('search.operation')}
          value={fields.operation}
          options={operationNames}
          placeholder={t('search.anyOperation')}
          onChange={(operation) => set({ operation })}
        />
        <StatusFilter value={fields.status} onChange={(status) => set({ status })} />
        <KindFilter value={fields.kind} onChange={(kind) => set({ kind })} />
        <AttributeRows rows={fields.attributes} onChange={(attributes) => set({ attributes })} />
        <div className={styles['pair']}>
          <DurationField
            label={t('search.minDuration')}
            placeholder="20ms"
            value={fields.minDuration}
            onChange={(minDuration) => set({ minDuration })}
          />
          <DurationField
            label={t('search.maxDuration')}
            placeholder="1.5s"
            value={fields.maxDuration}
            onChange={(maxDuration) => set({ maxDuration })}
          />
        </div>
      </fieldset>
      <Field label={t('search.limit')}>
        {(id) => (
          <select
            id={id}
            value={draft.limit}
            onChange={(event) => draft.setLimit(Number(event.target.value))}
          >
            {limitsWith(draft.limit).map((limit) => (
              <option key={limit}>{limit}</option>
            ))}
          </select>
        )}
      </Field>
      <Button look="quiet" className={styles['reset']} onClick={draft.reset}>
        {t('search.reset')}
      </Button>
      {/* Enter in a field sends a form that has a button for it; the one to be seen stands in the bar. */}
      <button type="submit" hidden />
    </form>
  );
}

/** A bound of durations. What is no duration yet stays in the field, and asks for nothing. */
function DurationField({
  label,
  placeholder,
  value,
  onChange,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (duration: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const text = durationIn(typed) === value ? typed : value;
  const isWrong = text.trim() !== '' && durationIn(text) === '';
  return (
    <Field label={label} error={isWrong ? t('search.durationWrong') : undefined}>
      {(id, hint) => (
        <input
          id={id}
          aria-describedby={hint}
          aria-invalid={isWrong}
          value={text}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(durationIn(event.target.value));
          }}
        />
      )}
    </Field>
  );
}

function durationIn(text: string): string {
  const duration = text.replaceAll(' ', '');
  return isDuration(duration) ? duration : '';
}

/** The limits on offer, and the one that a link asked for. */
function limitsWith(limit: number): readonly number[] {
  return [...new Set([...LIMITS, limit])].sort((a, b) => a - b);
}
