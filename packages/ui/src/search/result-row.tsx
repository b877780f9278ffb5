import type { TraceSummary } from '@clew/model';
import { Link } from '@tanstack/react-router';
import { CircleAlert, Server } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import { serviceColor } from '../theme/service-color.ts';
import styles from './result-row.module.css';

const CHIPS_SHOWN = 8;
const HOSTS_SHOWN = 3;

/** One trace that was found. Remembered as it is drawn: a live list is looked at anew every two seconds. */
export const ResultRow = memo(function ResultRow({
  trace,
  longest,
  now,
  fresh,
  file,
  chosen = false,
  onChoose,
}: {
  readonly trace: TraceSummary;
  readonly longest: bigint;
  readonly now: number;
  /** Whether it came in while the list was shown. */
  readonly fresh: boolean;
  /** The file that it is in; one of the store if this is left out. */
  readonly file?: string;
  /** Whether it is one of the two to compare. */
  readonly chosen?: boolean;
  /** Chooses it, or no longer; it can't be chosen if this is left out. */
  readonly onChoose?: (traceId: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = Math.max(0.004, Number(trace.duration) / Number(longest));
  const busiest = [...trace.services].sort((a, b) => b.spanCount - a.spanCount);
  const more = busiest.length - CHIPS_SHOWN;
  return (
    <li className={styles['row']} data-fresh={fresh || undefined} data-chosen={chosen || undefined}>
      {onChoose !== undefined && (
        <label className={styles['choose']} title={t('choose.choose')}>
          <input
            type="checkbox"
            checked={chosen}
            aria-label={t('choose.label', { trace: `${trace.rootService} ${trace.rootName}` })}
            onChange={() => onChoose(trace.traceId)}
          />
        </label>
      )}
      <Link
        to="/trace/$traceId"
        params={{ traceId: trace.traceId }}
        search={file === undefined ? {} : { file }}
        preload={false}
        className={styles['link']}
      >
        <div className={styles['head']}>
          <ServiceDot service={trace.rootService} />
          <span className={styles['service']}>{trace.rootService || t('trace.noService')}</span>
          <span className={styles['name']}>{trace.rootName || t('trace.noName')}</span>
          {trace.rootMissing && (
            <span className={styles['missing']} title={t('search.rootMissingHint')}>
              {t('search.rootMissing')}
            </span>
          )}
          {trace.errorCount > 0 && (
            <span className={styles['errors']}>
              <CircleAlert size={12} aria-hidden="true" />
              {t('search.errors', {
                count: trace.errorCount,
                number: format.number(trace.errorCount),
              })}
            </span>
          )}
        </div>
        <div className={styles['duration']}>
          <span className={styles['track']}>
            <span
              className={styles['bar']}
              style={{ width: `${share * 100}%`, background: serviceColor(trace.rootService) }}
            >
              {trace.errorCount > 0 && (
                <span
                  className={styles['errorPart']}
                  style={{ width: `${(trace.errorCount / trace.spanCount) * 100}%` }}
                />
              )}
            </span>
          </span>
          <span className={styles['time']}>{format.duration(trace.duration)}</span>
        </div>
        <div className={styles['chips']}>
          <span className={styles['spans']}>
            {t('search.spans', { count: trace.spanCount, number: format.number(trace.spanCount) })}
          </span>
          {busiest.slice(0, CHIPS_SHOWN).map((service) => (
            <span key={service.name} className={styles['chip']}>
              <ServiceDot service={service.name} />
              {service.name || t('trace.noService')}
              <span className={styles['chipCount']}>{format.number(service.spanCount)}</span>
              {service.errorCount > 0 && (
                <CircleAlert size={11} className={styles['chipError']} aria-hidden="true" />
              )}
            </span>
          ))}
          {more > 0 && <span className={styles['chip']}>+{format.number(more)}</span>}
          <Hosts hosts={trace.hosts} />
        </div>
        <div className={styles['start']}>
          <time dateTime={isoText(trace.start)} title={trace.traceId}>
            {format.dateTime(trace.start)}
          </time>
          <span className={styles['ago']}>{format.relative(trace.start, now)}</span>
        </div>
      </Link>
    </li>
  );
});

/** The machines that a trace reached, the busiest first. */
function Hosts({ hosts }: { readonly hosts: TraceSummary['hosts'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (hosts.length === 0) return null;
  const busiest = [...hosts].sort((a, b) => b.spanCount - a.spanCount);
  const more = busiest.length - HOSTS_SHOWN;
  const all = busiest.map(({ name, spanCount }) => `${name} (${format.number(spanCount)})`);
  return (
    <span className={styles['hosts']} title={t('results.hosts', { names: all.join(', ') })}>
      <Server size={11} aria-hidden="true" />
      {busiest.slice(0, HOSTS_SHOWN).map((host) => (
        <span key={host.name} data-error={host.errorCount > 0 || undefined}>
          {host.name}
        </span>
      ))}
      {more > 0 && <span>+{format.number(more)}</span>}
    </span>
  );
}

/** A moment for machines; the empty text for one that dates cannot hold. */
function isoText(nanos: bigint): string {
  const date = new Date(Number(nanos / 1_000_000n));
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
