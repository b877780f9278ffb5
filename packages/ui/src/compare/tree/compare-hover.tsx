import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import styles from '../../trace/timeline/hover-card.module.css';
import { ChangeText } from '../change-text.tsx';
import { changeOf } from '../data/change.ts';
import type { Comparison } from '../data/comparison.ts';
import { callsInWords, changeInWords, errorsInWords } from './compare-rows.tsx';
import type { CompareLayout } from './compare-scene.ts';

const WIDTH = 320;
const BELOW = 18;
const HEIGHT = 120;

/** Who, how long in each trace, and what changed: beside the pointer. The row says the same to who listens. */
export function CompareHover({
  comparison,
  changes,
  node,
  x,
  y,
  layout,
}: {
  readonly comparison: Comparison;
  readonly changes: Uint8Array;
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly layout: CompareLayout;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { tree, operations } = comparison;
  const operation = operations[tree.operation[node] ?? 0];
  const change = changeOf(changes, node);
  const isAbove = y + BELOW + HEIGHT > layout.height && y > HEIGHT;
  const sides = [
    { side: 'A', of: tree.a },
    { side: 'B', of: tree.b },
  ] as const;
  return (
    <div
      className={styles['card']}
      style={{
        left: Math.max(4, Math.min(x + 12, layout.width - WIDTH - 4)),
        maxWidth: WIDTH,
        ...(isAbove ? { bottom: layout.height - y + 8 } : { top: y + BELOW }),
      }}
      aria-hidden="true"
    >
      <p className={styles['service']}>
        <ServiceDot service={operation?.service ?? ''} />
        {operation?.service || t('trace.noService')}
      </p>
      <p className={styles['name']}>{operation?.name || t('trace.noName')}</p>
      {sides
        .filter(({ of }) => of.count[node] !== 0)
        .map(({ side, of }) => (
          <p key={side}>
            {side}: <strong>{format.duration(of.total[node] ?? 0)}</strong> ·{' '}
            {t('compare.node.self')} {format.duration(of.self[node] ?? 0)}
          </p>
        ))}
      <p>
        <ChangeText change={change}>
          {changeInWords(comparison, node, change, t, format)}
        </ChangeText>
      </p>
      {[callsInWords(comparison, node, t), errorsInWords(comparison, node, t)]
        .filter((text) => text !== '')
        .map((text) => (
          <p key={text} className={styles['sign']}>
            {text}
          </p>
        ))}
    </div>
  );
}
