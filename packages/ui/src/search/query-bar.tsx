import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react';
import { type FormEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import styles from './query-bar.module.css';
import { TimeFields } from './time-fields.tsx';
import type { SearchDraft } from './use-search-draft.ts';

/** The query as text, the time it is about, and the button that asks. */
export function QueryBar({
  draft,
  isBusy,
  formId,
  isFormShown,
  onToggleForm,
}: {
  readonly draft: SearchDraft;
  readonly isBusy: boolean;
  readonly formId: string;
  readonly isFormShown: boolean;
  readonly onToggleForm: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { typed, text } = draft;
  // What is only begun is not wrong yet.
  const fault =
    typed.type === 'fault' && (draft.isRefused || typed.start < text.trimEnd().length)
      ? typed
      : undefined;

  function send(event: FormEvent) {
    event.preventDefault();
    draft.send();
  }

  const toggleLabel = isFormShown ? t('query.hideForm') : t('query.showForm');
  const ToggleIcon = isFormShown ? PanelLeftClose : PanelLeftOpen;
  return (
    <search className={styles['bar']}>
      <form className={styles['controls']} onSubmit={send}>
        <Button
          className={styles['toggle']}
          aria-expanded={isFormShown}
          aria-controls={formId}
          aria-label={toggleLabel}
          title={toggleLabel}
          onClick={onToggleForm}
        >
          <ToggleIcon size={16} />
        </Button>
        <textarea
          className={styles['query']}
          aria-label={t('query.bar')}
          aria-describedby={`${id}-note`}
          aria-invalid={fault !== undefined}
          rows={1}
          value={text}
          placeholder={t('query.placeholder')}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => draft.setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <TimeFields state={draft.time} onChange={draft.setTime} />
        <Button type="submit" look="primary" aria-busy={isBusy}>
          <Search size={15} aria-hidden="true" />
          {t('search.find')}
        </Button>
      </form>
      <p id={`${id}-note`} className={styles['note']} data-fault={fault !== undefined || undefined}>
        {fault?.error.message}
        {typed.type === 'trace' && t('query.trace', { traceId: typed.traceId })}
        {typed.type === 'words' && t('query.words')}
      </p>
    </search>
  );
}
