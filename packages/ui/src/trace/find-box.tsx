import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './find-box.module.css';

/** Looks for text in the trace and steps through what has it. */
export function FindBox({
  ref,
  text,
  matchCount,
  matchIndex,
  isBusy,
  error,
  onChange,
  onStep,
  onDone,
}: {
  readonly ref: Ref<HTMLInputElement>;
  readonly text: string;
  readonly matchCount: number;
  readonly matchIndex: number;
  readonly isBusy: boolean;
  readonly error: Error | undefined;
  readonly onChange: (text: string) => void;
  readonly onStep: (step: number) => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const position = matchIndex < 0 ? '–' : format.number(matchIndex + 1);
  return (
    <search className={styles['box']}>
      <Search className={styles['icon']} size={14} aria-hidden="true" />
      <input
        ref={ref}
        className={styles['input']}
        value={text}
        placeholder={t('find.placeholder')}
        aria-label={t('find.placeholder')}
        aria-keyshortcuts="/"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => onChange(event.target.value)}
        onBlur={onDone}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            onStep(event.shiftKey ? -1 : 1);
          }
          if (event.key === 'Escape') {
            if (text === '') event.currentTarget.blur();
            else onChange('');
          }
        }}
      />
      {text === '' ? (
        <kbd className={styles['key']}>/</kbd>
      ) : (
        <>
          <output
            className={styles['count']}
            data-none={(matchCount === 0 && !isBusy) || undefined}
            title={error?.message}
          >
            {isBusy ? '…' : error === undefined ? `${position}/${format.number(matchCount)}` : '!'}
          </output>
          <Button
            look="quiet"
            small
            disabled={matchCount === 0}
            aria-label={t('find.previous')}
            title={t('find.previous')}
            onClick={() => onStep(-1)}
          >
            <ChevronUp size={14} />
          </Button>
          <Button
            look="quiet"
            small
            disabled={matchCount === 0}
            aria-label={t('find.next')}
            title={t('find.next')}
            onClick={() => onStep(1)}
          >
            <ChevronDown size={14} />
          </Button>
        </>
      )}
    </search>
  );
}
