import { useTranslation } from 'react-i18next';
import { FloatCard } from '../../canvas/float-card.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import { boxFacts, serviceOfBox } from './box-facts.tsx';
import type { Flame } from './flame.ts';
import styles from './flame-tip.module.css';

const MOST = { width: 300, height: 170 } as const;

/** A box under the pointer; pixels within the graph. */
export interface Hover {
  readonly box: number;
  readonly x: number;
  readonly y: number;
}

/** Who, what, how long: beside the pointer. The tree says the same to who listens. */
export function FlameTip({
  trace,
  flame,
  hover,
  width,
  height,
}: {
  readonly trace: Trace;
  readonly flame: Flame;
  readonly hover: Hover;
  /** Of what it must stay within, pixels. */
  readonly width: number;
  readonly height: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const service = serviceOfBox(trace, flame, hover.box);
  return (
    <FloatCard x={hover.x} y={hover.y} width={width} height={height} most={MOST}>
      <p className={styles['service']}>
        <ServiceDot service={service} />
        {service || t('trace.noService')}
      </p>
      <p className={styles['name']}>{flame.nameOf(hover.box) || t('trace.noName')}</p>
      <dl className={styles['facts']}>
        {boxFacts(trace, flame, hover.box, t, format).map((fact) => (
          <div key={fact.key} data-bad={fact.isBad || undefined}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </FloatCard>
  );
}
