import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { COLOR_STEPS } from './color-step.ts';
import { type HeatKind, heatColor } from './heat-color.ts';
import styles from './heatmap.module.css';

const STEPS = Array.from({ length: COLOR_STEPS }, (_, step) => step);

/** The colours from the fewest traces of a cell to the most. */
export function HeatLegend({ kind, most }: { readonly kind: HeatKind; readonly most: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ends = { few: format.number(Math.min(1, most)), most: format.number(most) };
  const text = t(kind === 'errors' ? 'heat.errorLegend' : 'heat.legend', ends);
  const steps = most > 1 ? STEPS : STEPS.slice(-1);
  return (
    <span className={styles['legend']} role="img" aria-label={text} title={text}>
      <span>{ends.few}</span>
      <span className={styles['steps']}>
        {steps.map((step) => (
          <span key={step} style={{ background: heatColor(kind, step) }} />
        ))}
      </span>
      {most > 1 && <span>{ends.most}</span>}
    </span>
  );
}
