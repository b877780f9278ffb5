import { useTranslation } from 'react-i18next';
import { ChoiceRow } from '../controls/choice-row.tsx';
import { KINDS } from './search-state.ts';

interface Filter {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function StatusFilter({ value, onChange }: Filter) {
  const { t } = useTranslation();
  return (
    <ChoiceRow
      label={t('search.status')}
      value={value}
      options={[
        { value: '', label: t('search.any') },
        { value: 'true', label: t('search.withErrors') },
        { value: 'false', label: t('search.withoutErrors') },
      ]}
      onChange={onChange}
    />
  );
}

export function KindFilter({ value, onChange }: Filter) {
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
