import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './file-frame.module.css';
import { FORMAT_NAMES } from './format-name.ts';
import type { OpenedFile } from './opened-files.ts';
import { RejectedSpans } from './rejected-spans.tsx';

/** A trace of a file: says above it that it is of the file and nowhere else, and leads to the others. */
export function FileFrame({
  file,
  children,
}: {
  readonly file: OpenedFile;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles['frame']}>
      <aside className={styles['strip']} aria-label={t('file.from')}>
        <FileText size={14} aria-hidden="true" />
        <strong className={styles['name']}>{file.name}</strong>
        <span>{FORMAT_NAMES[file.format]}</span>
        <span className={styles['stays']}>{t('file.staysShort')}</span>
        <Link to="/file" className={styles['link']}>
          {t('file.all')}
        </Link>
      </aside>
      <RejectedSpans file={file} />
      {children}
    </div>
  );
}
