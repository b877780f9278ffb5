import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { OpenedFile } from './opened-files.ts';
import styles from './rejected-spans.module.css';

/** How many of a file's spans were left out, why, and where the first of them stands. */
export function RejectedSpans({ file }: { readonly file: OpenedFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rejected, firstRejectedAt } = file;
  const count = [...rejected.values()].reduce((sum, one) => sum + one, 0);
  if (count === 0) return null;
  return (
    <p className={styles['box']} role="status">
      <TriangleAlert size={15} className={styles['icon']} aria-hidden="true" />
      <span>
        {t('file.rejected', { count, number: format.number(count), place: firstRejectedAt })}{' '}
        {[...rejected.keys()].map((reason) => (
          <code key={reason} className={styles['reason']}>
            {reason}
          </code>
        ))}
      </span>
    </p>
  );
}
