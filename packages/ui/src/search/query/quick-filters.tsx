import { useTranslation } from 'react-i18next';
import { ChoiceRow } from '../../controls/choice-row.tsx';
import { KINDS, type QueryFields } from './query-fields.ts';

interface Filter<T> {
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function StatusFilter({ value, onChange }: Filter<QueryFields['status']>) {
  const { t } = useTranslation();
  return (
    <ChoiceRow
      label={t('search.status')}
      value={value}
      options={[
        { value: '', label: t('search.any') },
        { value: 'error', label: t('search.withErrors') },
        { value: 'none', label: t('search.withoutErrors') },
      ]}
      onChange={onChange}
    />
  );
}

export function KindFilter({ value, onChange }: Filter<QueryFields['kind']>) {
  const { t } = useTranslation();
  return (
    <ChoiceRow
      label={t('search.kind')}
      value={value}
      options={[
        { value: '', label: t('search.any') },
        ...KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
      ]}
      onChange={onChange}
    />
  );
}
