import { Link } from '@tanstack/react-router';
import { CircleAlert, GitCompareArrows, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../controls/copy-button.tsx';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import { ArchiveButton } from './archive-button.tsx';
import type { Trace } from './data/trace.ts';
import { DownloadMenu } from './download-menu.tsx';
import { linkingSearch } from './linking-search.ts';
import styles from './trace-header.module.css';
import type { TraceViewName } from './trace-views.tsx';
import { UseStrip } from './use-strip.tsx';
import { ViewSwitch } from './view-switch.tsx';

/** What the trace is: its root, its size, where it ran. */
export function TraceHeader({
  trace,
  view,
  onFind,
  children,
}: {
  readonly trace: Trace;
  readonly view: TraceViewName;
  readonly onFind: (text: string) => void;
  /** The box that finds in the trace. */
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = trace.shownId;
  const service = trace.serviceOf(0);
  const hosts = trace.hosts.filter((host) => host !== '').length;
  return (
    <header className={styles['header']}>
      <div className={styles['top']}>
        <h1 className={styles['title']}>
          <ServiceDot service={service} />
          <span className={styles['service']}>{service || t('trace.noService')}</span>
          <span className={styles['name']}>{trace.nameOf(0) || t('trace.noName')}</span>
        </h1>
        <ViewSwitch traceId={id} view={view} />
        <div className={styles['actions']}>
          <DownloadMenu source={trace.source} />
          {!trace.source.isLocal && <ArchiveButton key={trace.traceId} traceId={trace.traceId} />}
        </div>
        {children}
      </div>
      <dl className={styles['facts']}>
        <Fact label={t('trace.duration')}>
          <strong>{format.duration(trace.duration)}</strong>
        </Fact>
        <Fact label={t('trace.start')}>{format.dateTime(trace.start)}</Fact>
        <Fact label={t('trace.spans')}>{format.number(trace.count)}</Fact>
        <Fact label={t('trace.services')}>{format.number(trace.services.length)}</Fact>
        <Fact label={t('trace.depth')}>{format.number(trace.levels)}</Fact>
        <Fact label={t('trace.hosts')}>{format.number(hosts)}</Fact>
        <Fact label={t('trace.errors')}>
          {trace.errorCount === 0 ? (
            format.number(0)
          ) : (
            <span className={styles['errors']}>
              <CircleAlert size={13} aria-hidden="true" />
              {format.number(trace.errorCount)}
            </span>
          )}
        </Fact>
        <Fact label={t('trace.id')}>
          <code className={styles['id']}>{id}</code>
          <CopyButton text={id} label={t('trace.copyId')} />
          {trace.textId !== undefined && (
            <code
              className={styles['hash']}
              title={t('trace.hashHint', { traceId: trace.traceId })}
            >
              {trace.traceId}
            </code>
          )}
          {!trace.source.isLocal && (
            <Link
              to="/search"
              search={linkingSearch(trace)}
              preload={false}
              className={styles['linking']}
              aria-label={t('trace.linking')}
              title={t('trace.linking')}
            >
              <Waypoints size={14} aria-hidden="true" />
            </Link>
          )}
        </Fact>
        <div className={styles['fact']}>
          <dt className={styles['hidden']}>{t('layout.compare')}</dt>
          <dd>
            <Link to="/compare" search={{ a: id }} className={styles['compare']}>
              <GitCompareArrows size={14} aria-hidden="true" />
              {t('compare.with')}
            </Link>
          </dd>
        </div>
      </dl>
      <UseStrip trace={trace} onFind={onFind} />
    </header>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
