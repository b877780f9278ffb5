import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { attributeOf, FIXED_GROUPINGS } from '../data/group-spans.ts';
import type { SpanCondition } from '../data/span-conditions.ts';
import styles from './view-bar.module.css';

/** What spans have to be in, and a way to let go of it. */
export function ConditionChip({
  condition,
  onRemove,
}: {
  readonly condition: SpanCondition;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { grouping, value } = condition;
  const fixed = FIXED_GROUPINGS.find((one) => one === grouping);
  const name =
    fixed === undefined ? (attributeOf(grouping) ?? grouping) : t(`statistics.by.${fixed}`);
  const text = `${name} = ${value ?? t('statistics.notSet')}`;
  return (
    <span className={styles['chip']}>
      <span className={styles['chipText']} title={text}>
        {text}
      </span>
      <Button
        look="quiet"
        small
        aria-label={t('grid.removeCondition', { name: text })}
        title={t('grid.removeCondition', { name: text })}
        onClick={onRemove}
      >
        <X size={12} />
      </Button>
    </span>
  );
}
