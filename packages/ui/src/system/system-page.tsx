import { CloudOff } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { useFormat } from '../format/use-format.ts';
import { HealthCard } from './health-card.tsx';
import { ProcessCard } from './process-card.tsx';
import { QueryCard } from './query-card.tsx';
import { ReceiversCard } from './receivers-card.tsx';
import { RecentCard } from './recent-card.tsx';
import { RefusalCard } from './refusal-card.tsx';
import { StorageCard } from './storage-card.tsx';
import styles from './system-page.module.css';
import { Tiles } from './tiles.tsx';
import { POLL_SECONDS, useSystem } from './use-system.ts';

/** How Clew itself is: what comes in, what is refused and why, what is kept, and whether all is well. */
export function SystemPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: history, error, dataUpdatedAt, refetch } = useSystem();

  useEffect(() => {
    document.title = `${t('system.title')} · Clew`;
  }, [t]);

  if (history === undefined) {
    return (
      <div className={styles['page']}>
        <h1 className={styles['title']}>{t('system.title')}</h1>
        {error === null ? (
          <p className={styles['loading']} role="status">
            {t('system.loading')}
          </p>
        ) : (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  }

  const { latest } = history;
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1 className={styles['title']}>{t('system.title')}</h1>
        {error === null && (
          <p className={styles['live']}>{t('system.live', { seconds: POLL_SECONDS })}</p>
        )}
      </header>
      {error !== null && (
        <p className={styles['staleNote']} role="alert">
          <CloudOff size={17} aria-hidden="true" />
          {t('system.stale', { time: format.moment(dataUpdatedAt, 'second') })}
        </p>
      )}
      <div className={styles['figures']} data-stale={error !== null || undefined}>
        <HealthCard system={latest} isStale={error !== null} />
        <Tiles history={history} />
        <RecentCard recent={latest.recent} />
        <ReceiversCard history={history} />
        <RefusalCard history={history} />
        <div className={styles['columns']}>
          <StorageCard system={latest} />
          <div className={styles['column']}>
            <ProcessCard system={latest} />
            <QueryCard system={latest} />
          </div>
        </div>
      </div>
    </div>
  );
}
