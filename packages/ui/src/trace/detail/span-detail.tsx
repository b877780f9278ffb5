import { CircleAlert, Link2, TriangleAlert, X } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { CopyButton } from '../../controls/copy-button.tsx';
import { ErrorNotice } from '../../controls/error-notice.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { isError, type Trace } from '../data/trace.ts';
import { useSpan } from '../use-span.ts';
import { SpanContent } from './span-content.tsx';
import styles from './span-detail.module.css';
import { SpanFacts } from './span-facts.tsx';

/** Everything about one span. What its row shows is there at once, the rest when it has come. */
export const SpanDetail = memo(function SpanDetail({
  trace,
  row,
  onClose,
  onJump,
}: {
  readonly trace: Trace;
  readonly row: number;
  readonly onClose: () => void;
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const { span, error, retry } = useSpan(trace, row);
  const service = trace.serviceOf(row);
  return (
    <aside className={styles['panel']} aria-label={t('detail.title')}>
      <div className={styles['head']}>
        <div className={styles['titles']}>
          <p className={styles['service']}>
            <ServiceDot service={service} />
            {service || t('trace.noService')}
          </p>
          <h2 className={styles['name']}>{trace.nameOf(row) || t('trace.noName')}</h2>
        </div>
        <CopyButton
          text={spanAddress(trace.addressOf(row))}
          label={t('detail.copyLink')}
          icon={<Link2 size={14} />}
        />
        <Button
          look="quiet"
          small
          aria-label={t('detail.close')}
          title={t('detail.close')}
          onClick={onClose}
        >
          <X size={16} />
        </Button>
      </div>
      {isError(trace, row) && (
        <p className={styles['error']}>
          <CircleAlert size={14} aria-hidden="true" />
          {span?.statusMessage || t('trace.error')}
        </p>
      )}
      {span?.warnings.map((warning) => (
        <p key={warning} className={styles['warning']}>
          <TriangleAlert size={14} aria-hidden="true" />
          {warning}
        </p>
      ))}
      <SpanFacts trace={trace} row={row} onJump={onJump} />
      {error !== undefined && <ErrorNotice error={error} onRetry={retry} />}
      {span === undefined ? (
        error === undefined && (
          <p className={styles['loading']} role="status">
            {t('detail.loading')}
          </p>
        )
      ) : (
        <SpanContent trace={trace} row={row} span={span} onJump={onJump} />
      )}
    </aside>
  );
});

/** The address of this page with this span open. */
function spanAddress(span: string): string {
  const url = new URL(window.location.href);
  url.hash = '';
  url.searchParams.set('span', span);
  return url.href;
}
