import { CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import styles from './failed-file.module.css';
import { FORMAT_NAMES } from './format-name.ts';
import type { FailedFile } from './opened-files.ts';

/** Why a file could not be opened: what it was taken for, and what is wrong where. */
export function FailedFileNotice({ file: { name, failure } }: { readonly file: FailedFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { code, place, found } = failure;
  return (
    <div className={styles['box']} role="alert">
      <CircleX size={18} className={styles['icon']} aria-hidden="true" />
      <div className={styles['text']}>
        <p className={styles['name']}>{name}</p>
        <p>
          {t(`file.error.${code}`, {
            format: failure.format === undefined ? 'JSON' : FORMAT_NAMES[failure.format],
          })}
        </p>
        <p className={styles['where']}>
          {place !== undefined && (
            <span>
              {t('file.place', {
                line: format.number(place.line),
                column: format.number(place.column),
              })}
            </span>
          )}
          {found !== '' && <code className={styles['found']}>{found}</code>}
          {found === '' && code === 'CLEW_TRACE_FILE_NOT_JSON' && <span>{t('file.ends')}</span>}
        </p>
      </div>
    </div>
  );
}
