import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operationsQuery } from '../api/queries.ts';
import { Button } from '../controls/button.tsx';
import { ComboBox } from '../controls/combo-box.tsx';
import { Field } from '../controls/field.tsx';
import { parseDuration } from '../format/duration.ts';
import { QueryField, queryFault } from './query-field.tsx';
import { KindFilter, StatusFilter } from './quick-filters.tsx';
import styles from './search-form.module.css';
import { LIMITS, NEW_SEARCH, type SearchState } from './search-state.ts';
import { formatTagText, parseTagText } from './tag-text.ts';
import { TimeFields } from './time-fields.tsx';

/** What to look for. Starts from what the address says; nothing is asked until the form is sent. */
export function SearchForm({
  state,
  services,
  busy,
  onSearch,
}: {
  readonly state: SearchState;
  readonly services: readonly string[];
  readonly busy: boolean;
  readonly onSearch: (state: SearchState) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(state);
  const [tagText, setTagText] = useState(() => formatTagText(state.tags));
  const [shown, setShown] = useState(false);
  // The address changed by other ways than this form (back, a link): the form follows.
  const [seen, setSeen] = useState(state);
  if (JSON.stringify(seen) !== JSON.stringify(state)) {
    setSeen(state);
    setDraft(state);
    setTagText(formatTagText(state.tags));
  }
  const operations = useQuery(
    operationsQuery(services.includes(draft.service) ? draft.service : ''),
  );
  const operationNames = [...new Set(operations.data?.map((operation) => operation.name))];

  const set = (part: Partial<SearchState>) => setDraft((before) => ({ ...before, ...part }));
  const minWrong = isWrong(draft.minDuration);
  const maxWrong = isWrong(draft.maxDuration);

  function send(event: FormEvent) {
    event.preventDefault();
    if (minWrong || maxWrong || queryFault(draft.q) !== undefined) return;
    onSearch({ ...draft, tags: parseTagText(tagText) });
  }

  return (
    <form className={styles['form']} onSubmit={send} aria-label={t('search.title')}>
      <ComboBox
        label={t('search.service')}
        value={draft.service}
        options={services}
        placeholder={t('search.anyService')}
        onChange={(service) => set({ service, operation: '' })}
      />
      <button
        type="button"
        className={styles['more']}
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? t('search.fewerFilters') : t('search.moreFilters')}
      </button>
      <div className={styles['filters']} data-shown={shown || undefined}>
        <ComboBox
          label={t('search.operation')}
          value={draft.operation}
          options={operationNames}
          placeholder={t('search.anyOperation')}
          onChange={(operation) => set({ operation })}
        />
        <StatusFilter value={draft.error} onChange={(error) => set({ error })} />
        <KindFilter value={draft.kind} onChange={(kind) => set({ kind })} />
        <Field label={t('search.tags')} hint={t('search.tagsHint')}>
          {(id, hint) => (
            <input
              id={id}
              aria-describedby={hint}
              value={tagText}
              placeholder="http.status_code=500 !retry"
              spellCheck={false}
              autoCapitalize="off"
              onChange={(event) => setTagText(event.target.value)}
            />
          )}
        </Field>
        <div className={styles['pair']}>
          <Field
            label={t('search.minDuration')}
            error={minWrong ? t('search.durationWrong') : undefined}
          >
            {(id, hint) => (
              <input
                id={id}
                aria-describedby={hint}
                aria-invalid={minWrong}
                value={draft.minDuration}
                placeholder="20ms"
                onChange={(event) => set({ minDuration: event.target.value.trim() })}
              />
            )}
          </Field>
          <Field
            label={t('search.maxDuration')}
            error={maxWrong ? t('search.durationWrong') : undefined}
          >
            {(id, hint) => (
              <input
                id={id}
                aria-describedby={hint}
                aria-invalid={maxWrong}
                value={draft.maxDuration}
                placeholder="1.5s"
                onChange={(event) => set({ maxDuration: event.target.value.trim() })}
              />
            )}
          </Field>
        </div>
        <QueryField value={draft.q} onChange={(q) => set({ q })} />
        <TimeFields state={draft} onChange={set} />
        <Field label={t('search.limit')}>
          {(id) => (
            <select
              id={id}
              value={draft.limit}
              onChange={(event) => set({ limit: Number(event.target.value) })}
            >
              {limitsWith(draft.limit).map((limit) => (
                <option key={limit}>{limit}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <div className={styles['actions']}>
        <Button type="submit" look="primary" className={styles['send']} aria-busy={busy}>
          <Search size={15} aria-hidden="true" />
          {t('search.find')}
        </Button>
        <Button
          look="quiet"
          onClick={() => {
            setDraft(NEW_SEARCH);
            setTagText('');
            onSearch(NEW_SEARCH);
          }}
        >
          {t('search.reset')}
        </Button>
      </div>
    </form>
  );
}

function isWrong(duration: string): boolean {
  return duration !== '' && parseDuration(duration) === undefined;
}

/** The limits on offer, and the one that a link asked for. */
function limitsWith(limit: number): readonly number[] {
  return [...new Set([...LIMITS, limit])].sort((a, b) => a - b);
}
