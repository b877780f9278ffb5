import { CircleAlert, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import { ConditionChip } from '../grid/condition-chip.tsx';
import type { TextTable } from '../grid/delimited-text.ts';
import { ExportMenu } from '../grid/export-menu.tsx';
import { FlagButton } from '../grid/flag-button.tsx';
import { ServiceSelect } from '../grid/service-select.tsx';
import bar from '../grid/view-bar.module.css';
import { useAttributeKeys } from '../use-attribute-keys.ts';
import { leastNanos, type TableChoice } from './table-choice.ts';
import type { RowSums } from './table-rows.ts';

const SERVICE = 'service';

/** What the table leaves out, which attributes it shows besides, and what there is. */
export function TableBar({
  trace,
  choice,
  isFinding,
  count,
  isSorting,
  sums,
  text,
  onChange,
}: {
  readonly trace: Trace;
  readonly choice: TableChoice;
  /** Whether something is looked for in the trace. */
  readonly isFinding: boolean;
  /** Rows that are left; undefined until that is known. */
  readonly count: number | undefined;
  readonly isSorting: boolean;
  readonly sums: RowSums;
  readonly text: TextTable;
  readonly onChange: (change: Partial<TableChoice>) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { conditions } = choice;
  const service = conditions.find(({ grouping }) => grouping === SERVICE);
  return (
    <div className={bar['bar']}>
      <ServiceSelect
        services={trace.services}
        value={service?.value ?? ''}
        onChange={(name) => {
          const others = conditions.filter((one) => one !== service);
          const chosen = { grouping: SERVICE, value: name };
          onChange({ conditions: name === '' ? others : [chosen, ...others] });
        }}
      />
      <LeastField choice={choice} onChange={(least) => onChange({ least })} />
      <FlagButton
        label={t('trace.errors')}
        icon={<CircleAlert size={14} aria-hidden="true" />}
        isOn={choice.onlyErrors}
        onChange={(onlyErrors) => onChange({ onlyErrors })}
      />
      {(isFinding || choice.onlyFound) && (
        <FlagButton
          label={t('table.found')}
          icon={<Search size={14} aria-hidden="true" />}
          isOn={choice.onlyFound}
          onChange={(onlyFound) => onChange({ onlyFound })}
        />
      )}
      {conditions
        .filter((one) => one !== service)
        .map((condition) => (
          <ConditionChip
            key={`${condition.grouping}=${condition.value}`}
            condition={condition}
            onRemove={() => onChange({ conditions: conditions.filter((one) => one !== condition) })}
          />
        ))}
      <div className={bar['end']}>
        <ColumnAdder
          trace={trace}
          chosen={choice.attributes}
          onAdd={(key) => onChange({ attributes: [...choice.attributes, key] })}
        />
        <ExportMenu table={text} fileName={`trace-${trace.traceId}-spans`} />
      </div>
      {count !== undefined && (
        <p className={bar['summary']} role="status">
          <strong>
            {count === trace.count
              ? t('table.all', { count, number: format.number(count) })
              : t('table.some', {
                  count,
                  number: format.number(count),
                  total: format.number(trace.count),
                })}
          </strong>
          {' · '}
          {t('table.sums', {
            total: format.duration(sums.total),
            self: format.duration(sums.self),
          })}
          {isSorting && ` · ${t('table.sorting')}`}
        </p>
      )}
    </div>
  );
}

/** The least duration; what is no duration leaves nothing out, and is said to be none. */
function LeastField({
  choice,
  onChange,
}: {
  readonly choice: TableChoice;
  readonly onChange: (least: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <label className={bar['control']}>
      <span className={bar['label']}>{t('table.least')}</span>
      <input
        className={bar['short']}
        value={choice.least}
        placeholder="≥ 5ms"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={leastNanos(choice) === undefined}
        title={leastNanos(choice) === undefined ? t('table.leastWrong') : undefined}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

function ColumnAdder({
  trace,
  chosen,
  onAdd,
}: {
  readonly trace: Trace;
  readonly chosen: readonly string[];
  readonly onAdd: (key: string) => void;
}) {
  const { t } = useTranslation();
  const { keys, ask } = useAttributeKeys(trace);
  const [choosing, setChoosing] = useState('');
  return (
    <span className={bar['control']}>
      <select
        aria-label={t('table.addColumn')}
        value={choosing}
        onFocus={ask}
        onChange={({ target }) => {
          // It is a menu and keeps no choice.
          setChoosing('');
          if (target.value !== '') onAdd(target.value);
        }}
      >
        <option value="">{t('table.addColumn')}</option>
        {keys
          .filter((key) => !chosen.includes(key))
          .map((key) => (
            <option key={key}>{key}</option>
          ))}
      </select>
    </span>
  );
}
