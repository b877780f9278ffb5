import { ExternalLink, Rows2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import { boxFacts, boxTitle, serviceOfBox } from './box-facts.tsx';
import type { Flame } from './flame.ts';
import styles from './flame-figures.module.css';

/** The figures of the box that has the cursor, and where to go from it. */
export function FlameFigures({
  trace,
  flame,
  cursor,
  onOpenRow,
  onSandwich,
}: {
  readonly trace: Trace;
  readonly flame: Flame;
  readonly cursor: number;
  readonly onOpenRow: (row: number) => void;
  /** Shows callers and callees of the box's operation. */
  readonly onSandwich: (box: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { longest } = flame.figuresOf(cursor);
  const isMerged = flame.mode !== 'time';
  return (
    <section className={styles['figures']} aria-label={t('flame.figures')}>
      <p className={styles['title']} title={boxTitle(trace, flame, cursor, t)}>
        <ServiceDot service={serviceOfBox(trace, flame, cursor)} />
        <span className={styles['service']}>
          {serviceOfBox(trace, flame, cursor) || t('trace.noService')}
        </span>
        <strong>{flame.nameOf(cursor) || t('trace.noName')}</strong>
      </p>
      <dl className={styles['facts']}>
        {boxFacts(trace, flame, cursor, t, format).map((fact) => (
          <div key={fact.key} title={fact.hint} data-bad={fact.isBad || undefined}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles['actions']}>
        <Button small onClick={() => onOpenRow(longest)}>
          <ExternalLink size={13} aria-hidden="true" />
          {isMerged ? t('flame.openLongest') : t('flame.openSpan')}
        </Button>
        {(flame.mode !== 'sandwich' || cursor !== 0) && (
          <Button small onClick={() => onSandwich(cursor)}>
            <Rows2 size={13} aria-hidden="true" />
            {t('flame.callersAndCallees')}
          </Button>
        )}
      </div>
    </section>
  );
}
