import { useTranslation } from 'react-i18next';
import styles from './loading.module.css';

/** What is shown while a trace or a view of it is on its way. */
export function Loading({ text }: { readonly text?: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles['loading']} role="status">
      <span className={styles['progress']} />
      {text ?? t('trace.loading')}
    </div>
  );
}
