import { CircleAlert } from 'lucide-react';
import { memo, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { serviceColor } from '../../theme/service-color.ts';
import type { GraphNode } from './data/trace-graph.ts';
import styles from './graph-node.module.css';
import type { NodeNames } from './node-names.ts';

/** Size of a node's box, CSS pixels at a zoom of one. */
export const NODE_SIZE = { width: 224, height: 74 } as const;

/** What a node's box shows besides its figures. */
export interface NodeState {
  readonly isCurrent: boolean;
  readonly isOpen: boolean;
  readonly isDimmed: boolean;
  /** Found rows in it. */
  readonly matches: number;
}

/** A node: its name, its figures, and a bar for its share of the self time. */
export const GraphNodeBox = memo(function GraphNodeBox({
  ref,
  node,
  names,
  x,
  y,
  isCurrent,
  isOpen,
  isDimmed,
  matches,
  onOpen,
  onFocus,
  onHover,
}: NodeState & {
  readonly ref: Ref<HTMLButtonElement>;
  readonly node: GraphNode;
  readonly names: NodeNames;
  /** The middle of the box. */
  readonly x: number;
  readonly y: number;
  readonly onOpen: (node: number) => void;
  readonly onFocus: (node: number, isByKeyboard: boolean) => void;
  readonly onHover: (node: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { subject, count, errors, index } = node;
  const isOneSpan = subject.type === 'span' && count === 1;
  const isManySpans = subject.type === 'span' && count > 1;
  const spans = t('graph.spanCount', { count, number: format.number(count) });
  const duration = isOneSpan
    ? format.duration(node.total)
    : t('graph.mean', { duration: format.duration(node.mean) });
  const self = { duration: format.duration(node.self), share: format.percent(node.share) };
  const failed = t('graph.errorCount', { count: errors, number: format.number(errors) });
  // What the box says by its looks alone.
  const unseen = [
    node.isOnPath && t('graph.onPath'),
    matches > 0 && t('graph.matchCount', { count: matches, number: format.number(matches) }),
  ].filter((fact) => fact !== false);
  const facts = [
    names.title,
    names.subtitle,
    spans,
    duration,
    t('graph.self', self),
    errors > 0 && failed,
    ...unseen,
  ].filter((fact): fact is string => typeof fact === 'string' && fact !== '');
  return (
    <button
      ref={ref}
      type="button"
      className={styles['node']}
      style={{
        width: NODE_SIZE.width,
        height: NODE_SIZE.height,
        translate: `${x - NODE_SIZE.width / 2}px ${y - NODE_SIZE.height / 2}px`,
        borderInlineStartColor: subject.service === '' ? undefined : serviceColor(subject.service),
      }}
      tabIndex={isCurrent ? 0 : -1}
      data-path={node.isOnPath || undefined}
      data-open={isOpen || undefined}
      data-dimmed={isDimmed || undefined}
      data-match={matches > 0 || undefined}
      data-rest={subject.type === 'rest' || undefined}
      onClick={() => onOpen(index)}
      onFocus={(event) => onFocus(index, event.currentTarget.matches(':focus-visible'))}
      onBlur={() => onFocus(index, false)}
      onPointerEnter={() => onHover(index)}
      onPointerLeave={() => onHover(-1)}
    >
      <span className={styles['content']} title={facts.join('\n')}>
        <span className={styles['head']}>
          <span className={styles['title']}>{names.title}</span>
          {isManySpans && <span className={styles['times']}>×{format.number(count)}</span>}
          {errors > 0 && (
            <span className={styles['errors']}>
              <CircleAlert size={12} aria-hidden="true" />
              <span aria-hidden="true">{!isOneSpan && format.number(errors)}</span>
              <span className={styles['unseen']}>{failed}</span>
            </span>
          )}
        </span>
        <span className={styles['subtitle']}>{names.subtitle}</span>
        <span className={styles['figures']}>
          <span>{isOneSpan || isManySpans ? duration : spans}</span>
          <span>{t('graph.self', self)}</span>
        </span>
        <span className={styles['bar']}>
          <span className={styles['share']} style={{ width: `${node.share * 100}%` }} />
        </span>
        <span className={styles['unseen']}>{unseen.join(', ')}</span>
      </span>
    </button>
  );
});
