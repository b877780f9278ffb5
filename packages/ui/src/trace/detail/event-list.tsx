import type { SpanEvent } from '@clew/model';
import { useTranslation } from 'react-i18next';
import { keyed } from '../../controls/keyed.ts';
import { useFormat } from '../../format/use-format.ts';
import { AttributeTable } from './attribute-table.tsx';
import styles from './event-list.module.css';

/** What happened during a span, with the time after its start. */
export function EventList({
  events,
  start,
  filter,
}: {
  readonly events: readonly SpanEvent[];
  /** Of the span, Unix nanoseconds. */
  readonly start: bigint;
  /** Lower-case text that an attribute must have to be shown. */
  readonly filter: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ol>
      {keyed(events, ({ time }) => String(time)).map(({ key, item: event }) => (
        <li key={key} className={styles['event']}>
          <p className={styles['head']}>
            <time className={styles['time']} title={format.dateTime(event.time)}>
              +{format.duration(event.time - start)}
            </time>
            <span className={styles['name']}>{event.name || t('detail.log')}</span>
          </p>
          {event.attributes.length > 0 && (
            <AttributeTable
              attributes={event.attributes}
              dropped={event.droppedAttributesCount}
              scope="event"
              filter={filter}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
