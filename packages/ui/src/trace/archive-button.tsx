import { useMutation } from '@tanstack/react-query';
import { Archive, Check } from 'lucide-react';
import { useEffectEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { archiveTrace } from '../api/clew-api.ts';
import { type Command, useCommands } from '../app/commands.ts';
import { Button } from '../controls/button.tsx';
import styles from './archive-button.module.css';

/** Keeps the trace for good: the store drops those that it has kept for long enough. */
export function ArchiveButton({ traceId }: { readonly traceId: string }) {
  const { t } = useTranslation();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => archiveTrace(traceId),
  });
  const run = useEffectEvent(() => mutate());
  const [runs] = useMemo(() => [run] as const, []);
  useCommands(
    useMemo(
      (): readonly Command[] => [
        {
          id: 'archive',
          title: t('archive.command'),
          group: t('commands.traces'),
          run: () => runs(),
        },
      ],
      [t, runs],
    ),
  );
  return (
    <span className={styles['box']}>
      <Button
        look="quiet"
        small
        title={t('archive.hint')}
        disabled={isPending || isSuccess}
        onClick={() => mutate()}
      >
        {isSuccess ? (
          <Check size={14} aria-hidden="true" />
        ) : (
          <Archive size={14} aria-hidden="true" />
        )}
        {t(isSuccess ? 'archive.done' : 'archive.button')}
      </Button>
      <span role="status" className={styles['hidden']}>
        {isSuccess && t('archive.kept')}
      </span>
      {error !== null && (
        <span role="alert" className={styles['failed']} title={error.message}>
          {t('archive.failed', { message: error.message })}
        </span>
      )}
    </span>
  );
}
