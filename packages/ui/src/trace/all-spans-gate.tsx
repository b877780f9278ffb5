import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './all-spans-gate.module.css';
import type { Trace } from './data/trace.ts';
import { useAllSpans } from './use-all-spans.ts';

/** Shows a view that needs every attribute of the trace once all are here, and until then how far they have come. */
export function AllSpansGate({
  trace,
  isNeeded = true,
  children,
}: {
  readonly trace: Trace;
  /** Whether the view needs them now. */
  readonly isNeeded?: boolean;
  readonly children: () => ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { isComplete, count, error, retry } = useAllSpans(trace, isNeeded);
  if (isComplete || !isNeeded) return children();
  if (error !== undefined) return <ErrorNotice error={error} onRetry={retry} />;
  return (
    <div className={styles['loading']} role="status">
      <progress className={styles['progress']} value={count} max={trace.count} />
      {t('trace.loadingSpans', {
        number: format.number(count),
        total: format.number(trace.count),
      })}
    </div>
  );
}
