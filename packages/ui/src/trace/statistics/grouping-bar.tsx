import { useTranslation } from 'react-i18next';
import { attributeOf, byAttribute, FIXED_GROUPINGS } from '../data/group-spans.ts';
import type { Trace } from '../data/trace.ts';
import bar from '../grid/view-bar.module.css';
import { useAttributeKeys } from '../use-attribute-keys.ts';

/** Chooses what spans are grouped by, and by what within that. */
export function GroupingSelects({
  trace,
  groupings,
  onChange,
}: {
  readonly trace: Trace;
  readonly groupings: readonly string[];
  readonly onChange: (groupings: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { keys, ask } = useAttributeKeys(trace);
  const [first = '', second = ''] = groupings;
  return (
    <>
      <GroupingSelect
        label={t('statistics.groupBy')}
        value={first}
        without={second}
        keys={keys}
        onAsk={ask}
        onChange={(grouping) => onChange([grouping, second].filter((one) => one !== ''))}
      />
      <GroupingSelect
        label={t('statistics.thenBy')}
        value={second}
        without={first}
        isOptional
        keys={keys}
        onAsk={ask}
        onChange={(grouping) => onChange([first, grouping].filter((one) => one !== ''))}
      />
    </>
  );
}

function GroupingSelect({
  label,
  value,
  without,
  isOptional = false,
  keys,
  onAsk,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  /** What the other one has. */
  readonly without: string;
  readonly isOptional?: boolean;
  readonly keys: readonly string[];
  readonly onAsk: () => void;
  readonly onChange: (grouping: string) => void;
}) {
  const { t } = useTranslation();
  const chosen = attributeOf(value);
  const shown = chosen === undefined || keys.includes(chosen) ? keys : [chosen, ...keys];
  return (
    <label className={bar['control']}>
      {label}
      <select value={value} onFocus={onAsk} onChange={({ target }) => onChange(target.value)}>
        {isOptional && <option value="">{t('statistics.nothing')}</option>}
        {FIXED_GROUPINGS.filter((one) => one !== without).map((one) => (
          <option key={one} value={one}>
            {t(`statistics.by.${one}`)}
          </option>
        ))}
        <optgroup label={t('search.tags')}>
          {shown
            .filter((key) => byAttribute(key) !== without)
            .map((key) => (
              <option key={key} value={byAttribute(key)}>
                {key}
              </option>
            ))}
        </optgroup>
      </select>
    </label>
  );
}
