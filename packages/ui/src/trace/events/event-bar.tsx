import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { TextTable } from '../grid/delimited-text.ts';
import { ExportMenu } from '../grid/export-menu.tsx';
import { FlagButton } from '../grid/flag-button.tsx';
import { ServiceSelect } from '../grid/service-select.tsx';
import bar from '../grid/view-bar.module.css';
import type { EventChoice } from './event-choice.ts';
import type { TraceEvents } from './trace-events.ts';

/** Which events are shown, and how many. */
export function EventBar({
  events,
  choice,
  count,
  text,
  onChange,
}: {
  readonly events: TraceEvents;
  readonly choice: EventChoice;
  /** Undefined while it is not known. */
  readonly count: number | undefined;
  readonly text: TextTable;
  readonly onChange: (change: Partial<EventChoice>) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { trace } = events;
  const all = events.columns.count;
  return (
    <div className={bar['bar']}>
      <ServiceSelect
        services={trace.services}
        value={choice.service}
        onChange={(service) => onChange({ service })}
      />
      <label className={bar['control']}>
        <span className={bar['label']}>{t('events.text')}</span>
        <input
          value={choice.text}
          placeholder={t('events.textHint')}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => onChange({ text: target.value })}
        />
      </label>
      <FlagButton
        label={t('events.onlyErrors')}
        icon={<CircleAlert size={14} aria-hidden="true" />}
        isOn={choice.onlyErrors}
        onChange={(onlyErrors) => onChange({ onlyErrors })}
      />
      <div className={bar['end']}>
        <ExportMenu
          table={text}
          fileName={`trace-${trace.traceId}-events`}
          prepare={(signal) => trace.pages.loadAll(signal, () => undefined)}
        />
      </div>
      <p className={bar['summary']} role="status">
        <strong>
          {count === undefined
            ? t('events.choosing')
            : count === all
              ? t('events.all', { count, number: format.number(count) })
              : t('events.some', {
                  count,
                  number: format.number(count),
                  total: format.number(all),
                })}
        </strong>
      </p>
    </div>
  );
}
