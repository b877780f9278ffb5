import { CircleAlert } from 'lucide-react';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Trace } from './data/trace.ts';
import { serviceUsesOf } from './data/trace-uses.ts';
import styles from './use-strip.module.css';

const FEW = 10;

/** Which services and which machines the request reached, each with its spans; a click finds them. */
export const UseStrip = memo(function UseStrip({
  trace,
  onFind,
}: {
  readonly trace: Trace;
  readonly onFind: (text: string) => void;
}) {
  const { t } = useTranslation();
  const services = useMemo(
    () => [...serviceUsesOf(trace)].sort((a, b) => b.spanCount - a.spanCount),
    [trace],
  );
  return (
    <div className={styles['strip']}>
      <ChipList
        label={t('trace.services')}
        chips={services.map((service) => ({
          key: service.name,
          icon: <ServiceDot service={service.name} />,
          name: service.name || t('trace.noService'),
          note: '',
          title: t('trace.findThese', { name: service.name }),
          spanCount: service.spanCount,
          errorCount: service.errorCount,
        }))}
        onFind={onFind}
      />
    </div>
  );
});

interface ChipNote {
  readonly key: string;
  readonly icon: ReactNode;
  readonly name: string;
  readonly note: string;
  readonly title: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** The busiest ones; the rest on demand. */
function ChipList({
  label,
  chips,
  onFind,
}: {
  readonly label: string;
  readonly chips: readonly ChipNote[];
  readonly onFind: (text: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const more = chips.length - FEW;
  return (
    <ul className={styles['list']} aria-label={label}>
      {(all ? chips : chips.slice(0, FEW)).map((chip) => (
        <li key={chip.key}>
          <button
            type="button"
            className={styles['chip']}
            title={chip.title}
            onClick={() => onFind(chip.key)}
          >
            {chip.icon}
            {chip.name}
            {chip.note !== '' && <span className={styles['note']}>{chip.note}</span>}
            <span className={styles['count']}>{format.number(chip.spanCount)}</span>
            {chip.errorCount > 0 && (
              <span className={styles['errors']}>
                <CircleAlert size={11} aria-hidden="true" />
                {format.number(chip.errorCount)}
              </span>
            )}
          </button>
        </li>
      ))}
      {more > 0 && (
        <li>
          <button type="button" className={styles['more']} onClick={() => setAll(!all)}>
            {all ? t('trace.less') : t('trace.more', { number: format.number(more) })}
          </button>
        </li>
      )}
    </ul>
  );
}
