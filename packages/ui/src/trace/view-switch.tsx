import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { TRACE_VIEWS, type TraceViewName } from './trace-views.tsx';
import styles from './view-switch.module.css';

/** Switches between the views of a trace. */
export function ViewSwitch({
  traceId,
  view,
}: {
  readonly traceId: string;
  readonly view: TraceViewName;
}) {
  const { t } = useTranslation();
  return (
    <nav className={styles['switch']} aria-label={t('trace.views')}>
      {TRACE_VIEWS.map((one) => (
        <Link
          key={one}
          from="/trace/$traceId"
          to="/trace/$traceId"
          params={{ traceId }}
          search={({ view: _, by: __, ...rest }) => ({
            ...rest,
            ...(one !== 'timeline' && { view: one }),
          })}
          className={styles['link']}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={one === view ? 'page' : undefined}
          resetScroll={false}
        >
          {t(`trace.view.${one}`)}
        </Link>
      ))}
    </nav>
  );
}
