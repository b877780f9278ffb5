import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './view-switch.module.css';

/** The ways to look at a trace; each has an address of its own. */
export const TRACE_VIEWS = ['timeline', 'statistics'] as const;

/** Switches between the views of a trace. */
export function ViewSwitch({ traceId }: { readonly traceId: string }) {
  const { t } = useTranslation();
  return (
    <nav className={styles['switch']} aria-label={t('trace.views')}>
      {TRACE_VIEWS.map((one) => (
        <Link
          key={one}
          from="/trace/$traceId"
          to="/trace/$traceId"
          params={{ traceId }}
          search={({ view: _, ...rest }) => ({ ...rest, ...(one !== 'timeline' && { view: one }) })}
          className={styles['link']}
          activeOptions={{ exact: true, includeSearch: true }}
          resetScroll={false}
        >
          {t(`trace.view.${one}`)}
        </Link>
      ))}
    </nav>
  );
}
