import type { TraceSummary } from '@clew/model';
import { FileUp, FolderOpen, Lock, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { Notice } from '../controls/notice.tsx';
import { useFormat } from '../format/use-format.ts';
import { ResultRow } from '../search/result-row.tsx';
import { useNow } from '../search/use-now.ts';
import { useRowKeys } from '../search/use-row-keys.ts';
import { FailedFileNotice } from './failed-file.tsx';
import { FileButton } from './file-button.tsx';
import styles from './file-page.module.css';
import { FORMAT_NAMES } from './format-name.ts';
import type { OpenedFile } from './opened-files.ts';
import { RejectedSpans } from './rejected-spans.tsx';
import { useFiles, useFilesState } from './use-files.ts';

/** Traces of a file that are listed at first, and more with each time that more are asked for. */
const TRACES_SHOWN = 100;

/** The files that were opened, and the traces in each. */
export function FilePage() {
  const { t } = useTranslation();
  const files = useFiles();
  const { files: opened, failed } = useFilesState();
  useEffect(() => {
    document.title = `${t('file.title')} · Clew`;
  }, [t]);
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{t('file.title')}</h1>
        <p className={styles['stays']}>
          <Lock size={13} aria-hidden="true" />
          {t('file.stays')}
        </p>
        {opened.length + failed.length > 0 && (
          <FileButton className={styles['open']}>
            <FolderOpen size={15} aria-hidden="true" />
            {t('file.open')}
          </FileButton>
        )}
      </header>
      {failed.length > 0 && (
        <section className={styles['failed']} aria-label={t('file.failed')}>
          {failed.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and the list changes as a whole
            <FailedFileNotice key={index} file={file} />
          ))}
          <Button small look="quiet" onClick={() => files.dismissFailures()}>
            {t('file.dismiss')}
          </Button>
        </section>
      )}
      {opened.map((file) => (
        <FileSection key={file.name} file={file} />
      ))}
      {opened.length + failed.length === 0 && (
        <Notice icon={<FileUp size={26} />} title={t('file.none')}>
          <p>{t('file.noneHint')}</p>
          <FileButton look="primary">
            <FolderOpen size={15} aria-hidden="true" />
            {t('file.open')}
          </FileButton>
        </Notice>
      )}
    </div>
  );
}

function FileSection({ file }: { readonly file: OpenedFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const files = useFiles();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  const [shown, setShown] = useState(TRACES_SHOWN);
  const { name, traces } = file;
  const spans = traces.reduce((sum, { summary }) => sum + summary.spanCount, 0);
  const longest = traces.reduce((most, { summary }) => longer(most, summary), 1n);
  return (
    <section className={styles['file']} aria-label={name}>
      <div className={styles['fileHead']}>
        <h2 className={styles['name']}>{name}</h2>
        <p className={styles['facts']}>
          {FORMAT_NAMES[file.format]}
          {' · '}
          {t('search.found', { count: traces.length, number: format.number(traces.length) })}
          {' · '}
          {t('search.spans', { count: spans, number: format.number(spans) })}
        </p>
        <Button
          small
          look="quiet"
          className={styles['close']}
          aria-label={t('file.close', { name })}
          title={t('file.close', { name })}
          onClick={() => files.close(name)}
        >
          <X size={15} aria-hidden="true" />
        </Button>
      </div>
      <RejectedSpans file={file} />
      <ul ref={list} className={styles['list']} aria-label={t('file.traces', { name })}>
        {traces.slice(0, shown).map(({ summary }) => (
          <ResultRow
            key={summary.traceId}
            trace={summary}
            longest={longest}
            now={now}
            fresh={false}
            file={name}
          />
        ))}
      </ul>
      {shown < traces.length && (
        <Button className={styles['more']} onClick={() => setShown(shown + TRACES_SHOWN)}>
          {t('search.loadMore')}
        </Button>
      )}
    </section>
  );
}

function longer(most: bigint, { duration }: TraceSummary): bigint {
  return duration > most ? duration : most;
}
