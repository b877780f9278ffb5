import { useTranslation } from 'react-i18next';
import styles from './loading.module.css';

/** What is shown while a trace or a view of it is on its way. */
export function Loading({
  text,
  isPage = false,
}: {
  /** What is awaited; default: the trace. */
  readonly text?: string;
  /** Whether it is all there is on the page, so that its words are the page's title. */
  readonly isPage?: boolean;
}) {
  const { t } = useTranslation();
  const Words = isPage ? 'h1' : 'p';
  return (
    <div className={styles['loading']} role="status">
      <span className={styles['progress']} />
      <Words className={styles['words']}>{text ?? t('trace.loading')}</Words>
    </div>
  );
}
