import { useTranslation } from 'react-i18next';
import styles from './graph-legend.module.css';

/** What lines and bars of the drawing mean. */
export function GraphLegend() {
  const { t } = useTranslation();
  return (
    <ul className={styles['legend']} aria-label={t('graph.legend')}>
      <li>
        <Line />
        {t('graph.legend.call')}
      </li>
      <li>
        <Line isPath />
        {t('graph.legend.path')}
      </li>
      <li>
        <Line isDashed />
        {t('graph.legend.follows')}
      </li>
      <li>
        <span className={styles['bar']} aria-hidden="true" />
        {t('graph.legend.self')}
      </li>
    </ul>
  );
}

function Line({
  isPath = false,
  isDashed = false,
}: {
  readonly isPath?: boolean;
  readonly isDashed?: boolean;
}) {
  return (
    <svg
      width="22"
      height="8"
      className={styles['line']}
      data-path={isPath || undefined}
      data-dashed={isDashed || undefined}
      aria-hidden="true"
    >
      <path d="M0 4H22" />
    </svg>
  );
}
