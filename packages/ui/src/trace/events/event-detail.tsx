import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { AttributeTable } from '../detail/attribute-table.tsx';
import styles from './events-view.module.css';
import type { TraceEvents } from './trace-events.ts';

/** All that an event says. */
export function EventDetail({
  events,
  event,
}: {
  readonly events: TraceEvents;
  readonly event: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const whole = events.eventAt(event);
  if (whole === undefined) return <p className={styles['detailTime']}>{t('detail.loading')}</p>;
  return (
    <>
      <p className={styles['detailTime']}>{format.dateTime(whole.time)}</p>
      <AttributeTable attributes={whole.attributes} dropped={whole.droppedAttributesCount} />
    </>
  );
}
