import { useTranslation } from 'react-i18next';
import { FloatCard } from '../../canvas/float-card.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import { placeOf, placeText } from '../data/place.ts';
import type { Trace } from '../data/trace.ts';
import styles from './hover-card.module.css';
import { signsOf } from './row-list.tsx';

/** Where the pointer is, pixels within the timeline, and on which row. */
export interface Hover {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

const MOST = { width: 320, height: 130 } as const;

/** Who, how long, when, where, and what is special: beside the pointer. The row says the same to who listens. */
export function HoverCard({
  trace,
  hover,
  width,
  height,
}: {
  readonly trace: Trace;
  readonly hover: Hover;
  /** Of what it must stay within, pixels. */
  readonly width: number;
  readonly height: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { row } = hover;
  const place = placeText(placeOf(trace.resourceOf(row)));
  const self = trace.timeUse.self[row] ?? 0;
  return (
    <FloatCard x={hover.x} y={hover.y} width={width} height={height} most={MOST}>
      <p className={styles['service']}>
        <ServiceDot service={trace.serviceOf(row)} />
        {trace.serviceOf(row) || t('trace.noService')}
      </p>
      <p className={styles['name']}>{trace.nameOf(row) || t('trace.noName')}</p>
      <p>
        <strong>{format.duration(trace.length[row] ?? 0)}</strong> · +
        {format.duration(trace.offset[row] ?? 0)} · {t('detail.selfTime')} {format.duration(self)}
      </p>
      {place !== '' && <p className={styles['place']}>{place}</p>}
      {signsOf(trace, row, t).map((sign) => (
        <p key={sign} className={styles['sign']}>
          {sign}
        </p>
      ))}
    </FloatCard>
  );
}
