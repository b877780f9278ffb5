import { type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecentWrites } from '../api/system-answer.ts';
import { useFormat } from '../format/use-format.ts';
import { Card } from './card.tsx';
import { barsPath, byMinute, INTERVALS, intervalsOf, topOf } from './recent-bars.ts';
import styles from './recent-card.module.css';

/** How many spans were stored in the last minutes, and how many were not. */
export function RecentCard({ recent }: { readonly recent: RecentWrites }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [pointed, setPointed] = useState<number>();

  const intervals = intervalsOf(recent);
  const top = topOf(intervals);
  const latest = intervals.at(-1);
  const most = intervals.reduce((a, b) => (b.stored > a.stored ? b : a), intervals[0] ?? NOTHING);
  const failed = recent.failed.reduce((sum, count) => sum + count, 0);
  const rate = (value: number) => t('system.perSecond', { number: format.rate(value) });
  const time = (millis: number) => format.clock(millis, 'second');
  const shown = pointed === undefined ? undefined : intervals[pointed];
  const words = [
    t('system.recent.now', { rate: rate(latest?.stored ?? 0) }),
    ...(most.stored > 0
      ? [t('system.recent.most', { rate: rate(most.stored), time: time(most.start) })]
      : []),
    ...(failed > 0
      ? [t('system.recent.failed', { count: failed, number: format.number(failed) })]
      : []),
  ];

  function point(event: PointerEvent) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const slot = Math.floor(((event.clientX - left) / width) * INTERVALS);
    const index = slot - (INTERVALS - intervals.length);
    setPointed(index >= 0 && index < intervals.length ? index : undefined);
  }

  return (
    <Card
      title={t('system.recent.title')}
      aside={
        <p className={styles['words']} data-bad={(shown?.failed ?? 0) > 0 || undefined}>
          {shown === undefined
            ? words.join(' · ')
            : [
                time(shown.start),
                rate(shown.stored),
                ...(shown.failed > 0
                  ? [`${t('system.recent.notStored')} ${rate(shown.failed)}`]
                  : []),
              ].join(' · ')}
        </p>
      }
    >
      <div className={styles['chart']}>
        <div className={styles['axis']} aria-hidden="true">
          <span>{format.rate(top)}</span>
          <span>0</span>
        </div>
        <div
          className={styles['plot']}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setPointed(undefined)}
        >
          <svg
            className={styles['bars']}
            viewBox={`0 0 ${INTERVALS} 100`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${t('system.recent.title')}: ${words.join(', ')}`}
          >
            <path className={styles['stored']} d={barsPath(intervals, top, 'stored')} />
            <path className={styles['failed']} d={barsPath(intervals, top, 'failed')} />
            {pointed !== undefined && (
              <rect
                className={styles['pointer']}
                x={INTERVALS - intervals.length + pointed}
                width="1"
                height="100"
              />
            )}
          </svg>
          {most.stored + failed === 0 && (
            <p className={styles['nothing']} aria-hidden="true">
              {t('system.recent.nothing')}
            </p>
          )}
        </div>
        <div className={styles['times']} aria-hidden="true">
          <span>{t('system.recent.axisStart')}</span>
          <span>{t('system.recent.axisEnd')}</span>
        </div>
      </div>
      <table className={styles['table']}>
        <caption>{t('system.recent.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('system.recent.minute')}</th>
            <th scope="col">{t('system.recent.stored')}</th>
            <th scope="col">{t('system.recent.notStored')}</th>
          </tr>
        </thead>
        <tbody>
          {byMinute(intervals).map((minute) => (
            <tr key={minute.start}>
              <th scope="row">{time(minute.start)}</th>
              <td>{rate(minute.stored)}</td>
              <td>{rate(minute.failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

const NOTHING = { start: 0, stored: 0, failed: 0 };
