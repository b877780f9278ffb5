import { serviceColor } from '../theme/service-color.ts';
import styles from './service-dot.module.css';

/** A service's color, beside its name. */
export function ServiceDot({ service }: { readonly service: string }) {
  return (
    <span
      className={styles['dot']}
      style={{ background: serviceColor(service) }}
      aria-hidden="true"
    />
  );
}
