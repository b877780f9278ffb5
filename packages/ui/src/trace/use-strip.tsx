import { CircleAlert, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import type { HostUse, Trace } from './data/trace.ts';
import styles from './use-strip.module.css';

/** Which services and which machines the request reached, each with its spans; a click finds them. */
export function UseStrip({
  trace,
  onFind,
}: {
  readonly trace: Trace;
  readonly onFind: (text: string) => void;
}) {
  const { t } = useTranslation();
  const services = [...trace.services].sort((a, b) => b.spanCount - a.spanCount);
  return (
    <div className={styles['strip']}>
      <ul className={styles['list']} aria-label={t('trace.services')}>
        {services.map((service) => (
          <Chip
            key={service.name}
            icon={<ServiceDot service={service.name} />}
            name={service.name || t('trace.noService')}
            spanCount={service.spanCount}
            errorCount={service.errorCount}
            onClick={() => onFind(service.name)}
          />
        ))}
      </ul>
      {trace.hosts.length > 0 && (
        <ul className={styles['list']} aria-label={t('trace.hosts')}>
          {trace.hosts.map((host) => (
            <Chip
              key={host.host}
              icon={<Server size={13} className={styles['server']} aria-hidden="true" />}
              name={host.host}
              note={host.address}
              title={hostTitle(host)}
              spanCount={host.spanCount}
              errorCount={host.errorCount}
              onClick={() => onFind(host.host)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function hostTitle(host: HostUse): string {
  return [host.services.join(', '), ...host.instances].filter((line) => line !== '').join('\n');
}

function Chip({
  icon,
  name,
  note,
  title,
  spanCount,
  errorCount,
  onClick,
}: {
  readonly icon: ReactNode;
  readonly name: string;
  readonly note?: string;
  readonly title?: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly onClick: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <button
        type="button"
        className={styles['chip']}
        title={title ?? t('trace.findThese', { name })}
        onClick={onClick}
      >
        {icon}
        {name}
        {note !== undefined && note !== '' && <span className={styles['note']}>{note}</span>}
        <span className={styles['count']}>{format.number(spanCount)}</span>
        {errorCount > 0 && (
          <span className={styles['errors']}>
            <CircleAlert size={11} aria-hidden="true" />
            {format.number(errorCount)}
          </span>
        )}
      </button>
    </li>
  );
}
