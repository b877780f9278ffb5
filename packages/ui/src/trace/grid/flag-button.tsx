import type { ReactNode } from 'react';
import { Button } from '../../controls/button.tsx';
import styles from './flag-button.module.css';

/** Leaves only some rows while it is pressed. */
export function FlagButton({
  label,
  icon,
  isOn,
  disabled = false,
  onChange,
}: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isOn: boolean;
  readonly disabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <Button
      className={styles['flag'] ?? ''}
      aria-pressed={isOn}
      disabled={disabled}
      onClick={() => onChange(!isOn)}
    >
      {icon}
      {label}
    </Button>
  );
}
