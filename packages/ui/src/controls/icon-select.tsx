import type { ReactNode } from 'react';
import styles from './icon-select.module.css';

/** A choice behind an icon: the browser's own list, so that it works by keyboard, reader and thumb. */
export function IconSelect<T extends string>({
  label,
  icon,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <span className={styles['box']} title={label}>
      <span className={styles['icon']} aria-hidden="true">
        {icon}
      </span>
      <select
        className={styles['select']}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
