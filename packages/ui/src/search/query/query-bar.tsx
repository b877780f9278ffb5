import { PanelLeftClose, PanelLeftOpen, Search, SlidersHorizontal } from 'lucide-react';
import { type FormEvent, useEffect, useEffectEvent, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { Button } from '../../controls/button.tsx';
import { isTyping } from '../../controls/is-typing.ts';
import { TimeFields } from '../time-fields.tsx';
import { faultText } from './fault-text.ts';
import styles from './query-bar.module.css';
import { QueryInput } from './query-input.tsx';
import type { FormShown } from './use-form-shown.ts';
import { type SearchDraft, shownFault } from './use-search-draft.ts';

/** The query as text, the time it is about, and the button that asks. */
export function QueryBar({
  draft,
  refusal,
  isBusy,
  formId,
  form,
}: {
  readonly draft: SearchDraft;
  /** Why the server did not answer the query that stands in the address. */
  readonly refusal: Error | null;
  readonly isBusy: boolean;
  readonly formId: string;
  readonly form: FormShown;
}) {
  const { t } = useTranslation();
  const noteId = useId();
  const bar = useRef<HTMLElement>(null);
  const { typed, text } = draft;
  const fault = shownFault(draft);

  function send(event: FormEvent) {
    event.preventDefault();
    draft.send();
  }

  useSlash(() => {
    bar.current?.querySelector<HTMLElement>('[role="textbox"], textarea')?.focus();
  });

  const isRefused = draft.isAsked && refusal instanceof ApiError && refusal.parameter === 'q';
  const isWrong = fault !== undefined || isRefused;
  return (
    <search ref={bar} className={styles['bar']}>
      <form className={styles['controls']} onSubmit={send}>
        <FormToggle form={form} formId={formId} />
        <QueryInput
          label={t('query.bar')}
          placeholder={t('query.placeholder')}
          describedBy={noteId}
          text={text}
          fault={fault}
          isWrong={isWrong}
          onChange={draft.setText}
          onCursor={draft.setCursor}
          onSend={draft.send}
          onOpenTrace={draft.openTrace}
        />
        <TimeFields state={draft.time} onChange={draft.setTime} />
        <Button type="submit" look="primary" aria-busy={isBusy}>
          <Search size={15} aria-hidden="true" />
          {t('search.find')}
        </Button>
      </form>
      <p
        id={noteId}
        className={styles['note']}
        aria-live="polite"
        data-fault={isWrong || undefined}
      >
        {fault === undefined ? isRefused && refusal.message : faultText(t, fault.error)}
        {typed.type === 'trace' && t('query.trace', { traceId: typed.traceId })}
        {typed.type === 'words' && t('query.words')}
      </p>
    </search>
  );
}

/** Shows and hides the form; on a narrow screen the button says so in words. */
function FormToggle({ form, formId }: { readonly form: FormShown; readonly formId: string }) {
  const { t } = useTranslation();
  const { isShown, isNarrow } = form;
  const shared = {
    className: styles['toggle'],
    'aria-expanded': isShown,
    'aria-controls': formId,
    onClick: form.toggle,
  };
  if (isNarrow) {
    return (
      <Button {...shared} look="quiet">
        <SlidersHorizontal size={15} aria-hidden="true" />
        {isShown ? t('search.fewerFilters') : t('search.moreFilters')}
      </Button>
    );
  }
  const label = isShown ? t('query.hideForm') : t('query.showForm');
  return (
    <Button {...shared} aria-label={label} title={label}>
      {isShown ? <PanelLeftClose size={16} /> : <PanelLeftOpen size={16} />}
    </Button>
  );
}

/** Calls back for `/`, wherever the focus is but in a field. */
function useSlash(onSlash: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== '/' || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (isTyping(target)) return;
    event.preventDefault();
    onSlash();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
