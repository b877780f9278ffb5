import { useTranslation } from 'react-i18next';
import styles from './view-bar.module.css';

/** One of a trace's services, or all. */
export function ServiceSelect({
  services,
  value,
  onChange,
}: {
  readonly services: readonly string[];
  /** Empty for all. */
  readonly value: string;
  readonly onChange: (service: string) => void;
}) {
  const { t } = useTranslation();
  const named = services.filter((name) => name !== '').sort();
  return (
    <label className={styles['control']}>
      <span className={styles['label']}>{t('grid.service')}</span>
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t('grid.allServices')}</option>
        {named.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
