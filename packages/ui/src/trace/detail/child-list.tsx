import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import { isError, type Trace } from '../data/trace.ts';
import styles from './child-list.module.css';

const FEW = 12;
const MOST = 500;

/** The spans that a span called, in the order of their starts; a click goes to one. */
export function ChildList({
  trace,
  rows,
  onJump,
}: {
  readonly trace: Trace;
  readonly rows: readonly number[];
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const shown = rows.slice(0, isOpen ? MOST : FEW);
  const more = rows.length - FEW;
  return (
    <ul className={styles['list']}>
      {shown.map((row) => (
        <li key={row}>
          <button type="button" className={styles['child']} onClick={() => onJump(row)}>
            <ServiceDot service={trace.serviceOf(row)} />
            {isError(trace, row) && (
              <CircleAlert
                size={12}
                className={styles['error']}
                role="img"
                aria-label={t('trace.error')}
              />
            )}
            <span className={styles['name']}>
              {trace.serviceOf(row)}: {trace.nameOf(row) || t('trace.noName')}
            </span>
            <span className={styles['duration']}>{format.duration(trace.length[row] ?? 0)}</span>
          </button>
        </li>
      ))}
      {more > 0 && (
        <li>
          <button type="button" className={styles['more']} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t('trace.less') : t('trace.more', { number: format.number(more) })}
          </button>
        </li>
      )}
      {isOpen && rows.length > MOST && (
        <li className={styles['rest']}>
          {t('detail.childrenCut', { number: format.number(MOST) })}
        </li>
      )}
    </ul>
  );
}
