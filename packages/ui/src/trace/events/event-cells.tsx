import { ChevronDown, ChevronRight, CircleAlert, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { keyed } from '../../controls/keyed.ts';
import { ServiceDot } from '../../controls/service-dot.tsx';
import type { Severity } from './event-severity.ts';
import type { EventPiece } from './event-text.ts';
import styles from './events-view.module.css';

/** When it was, and the button that shows all of it. */
export function TimeCell({
  text,
  isOpened,
  onToggle,
}: {
  readonly text: string;
  readonly isOpened: boolean;
  readonly onToggle: () => void;
}) {
  const { t } = useTranslation();
  const label = isOpened ? t('events.close') : t('events.open');
  return (
    <span className={styles['time']}>
      <button
        type="button"
        className={styles['toggle']}
        // The arrow keys do the same for the current row.
        tabIndex={-1}
        aria-expanded={isOpened}
        aria-label={label}
        title={label}
        onClick={onToggle}
      >
        {isOpened ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
      </button>
      {text}
    </span>
  );
}

/** The service of the event's span. */
export function ServiceCell({
  service,
  text,
}: {
  readonly service: string;
  readonly text: string;
}) {
  return (
    <span className={styles['service']} title={text}>
      <ServiceDot service={service} />
      <span className={styles['text']}>{text}</span>
    </span>
  );
}

/** The name of an event, with a sign where it is bad. */
export function NameCell({
  name,
  severity,
}: {
  readonly name: string;
  readonly severity: Severity | undefined;
}) {
  const { t } = useTranslation();
  const text = name || t('detail.log');
  return (
    <span className={styles['name']} data-severity={severity} title={text}>
      {severity === 'error' && <CircleAlert size={13} role="img" aria-label={t('trace.error')} />}
      {severity === 'warning' && (
        <TriangleAlert size={13} role="img" aria-label={t('events.warning')} />
      )}
      <span className={styles['text']} data-unnamed={name === '' || undefined}>
        {text}
      </span>
    </span>
  );
}

/** The first attributes; undefined until they have come. */
export function PiecesCell({ pieces }: { readonly pieces: readonly EventPiece[] | undefined }) {
  if (pieces === undefined) return <span className={styles['waiting']}>…</span>;
  return keyed(pieces, ({ key }) => key).map(({ key, item }) => (
    <span key={key} className={styles['piece']}>
      {item.key !== '' && <span className={styles['key']}>{item.key}=</span>}
      {item.value}
    </span>
  ));
}
