import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { attributeKeysQuery, attributeValuesQuery } from '../../api/queries.ts';
import { Button } from '../../controls/button.tsx';
import { ComboBox } from '../../controls/combo-box.tsx';
import {
  type AttributeRow,
  anyScopeKey,
  isCompleteRow,
  isSameRow,
  isUnary,
  ROW_OPERATORS,
  type RowOperator,
} from './attribute-row.ts';
import styles from './attribute-rows.module.css';

/** What needs no words; the others are words. */
const SIGNS: Readonly<Partial<Record<RowOperator, string>>> = {
  ...{ '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' },
};
type WordOperator = Extract<RowOperator, '=~' | '!~' | 'exists' | 'missing'>;

const EMPTY_ROW: AttributeRow = { key: '', operator: '=', value: '', as: 'any' };

/** Conditions on attributes, one a row. A row that is not complete yet asks for nothing. */
export function AttributeRows({
  rows,
  onChange,
}: {
  readonly rows: readonly AttributeRow[];
  /** Gets complete rows alone. */
  readonly onChange: (rows: readonly AttributeRow[]) => void;
}) {
  const { t } = useTranslation();
  const [drafts, setDrafts] = useState(rows);
  const complete = drafts.filter(isCompleteRow);
  const isSame =
    complete.length === rows.length &&
    complete.every((row, index) => isSameRow(row, rows[index] ?? EMPTY_ROW));
  const kept = isSame ? drafts : rows;
  const shown = kept.length === 0 ? [EMPTY_ROW] : kept;

  function change(next: readonly AttributeRow[]) {
    setDrafts(next);
    onChange(next.filter(isCompleteRow));
  }

  return (
    <fieldset className={styles['rows']}>
      <legend className={styles['label']}>{t('search.tags')}</legend>
      {shown.map((row, index) => (
        <Row
          // Rows have no name of their own; the focus stays in the place where one writes.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          row={row}
          number={index + 1}
          onChange={(next) => change(shown.with(index, next))}
          onRemove={
            shown.length > 1 || row.key !== '' || row.value !== ''
              ? () => change(shown.toSpliced(index, 1))
              : undefined
          }
        />
      ))}
      <Button
        look="quiet"
        small
        className={styles['add']}
        disabled={!shown.every(isCompleteRow)}
        onClick={() => setDrafts([...shown, EMPTY_ROW])}
      >
        <Plus size={14} aria-hidden="true" /> {t('query.addRow')}
      </Button>
    </fieldset>
  );
}

function Row({
  row,
  number,
  onChange,
  onRemove,
}: {
  readonly row: AttributeRow;
  readonly number: number;
  readonly onChange: (row: AttributeRow) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const keys = useQuery(attributeKeysQuery);
  const known = keys.data?.filter(({ key }) => anyScopeKey(key) === row.key) ?? [];
  const values = useQuery(attributeValuesQuery(known));
  const keyNames = [...new Set(keys.data?.map(({ key }) => anyScopeKey(key)))];
  return (
    <div className={styles['row']}>
      <ComboBox
        label={t('query.rowKey', { number })}
        isLabelHidden
        value={row.key}
        options={keyNames}
        placeholder={t('query.anyKey')}
        onChange={(key) => onChange({ ...row, key: key.trim(), as: 'any' })}
      />
      <div className={styles['test']}>
        <select
          className={styles['operator']}
          aria-label={t('query.rowOperator', { number })}
          value={row.operator}
          onChange={(event) => {
            const operator = ROW_OPERATORS.find((one) => one === event.target.value) ?? '=';
            onChange({ ...row, operator, value: isUnary(operator) ? '' : row.value, as: 'any' });
          }}
        >
          {ROW_OPERATORS.map((operator) => (
            <option key={operator} value={operator}>
              {SIGNS[operator] ?? t(`operator.${operator as WordOperator}`)}
            </option>
          ))}
        </select>
        {!isUnary(row.operator) && (
          <ComboBox
            label={t('query.rowValue', { number })}
            isLabelHidden
            value={row.value}
            options={values.data ?? []}
            placeholder={t('query.anyValue')}
            onChange={(value) => onChange({ ...row, value, as: 'any' })}
          />
        )}
        {onRemove !== undefined && (
          <Button
            look="quiet"
            small
            className={styles['remove']}
            aria-label={t('query.removeRow', { number })}
            title={t('query.removeRow', { number })}
            onClick={onRemove}
          >
            <X size={14} />
          </Button>
        )}
      </div>
    </div>
  );
}
