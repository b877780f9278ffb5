import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import { ChangeText } from './change-text.tsx';
import styles from './contributor-list.module.css';
import type { Comparison } from './data/comparison.ts';
import { differenceText, ratioText } from './data/difference-text.ts';
import type { TopChange } from './data/top-changes.ts';

/** The operations that made the difference, the largest first; each leads to its first span. */
export function ContributorList({
  comparison,
  contributors,
  least,
  onOperation,
}: {
  readonly comparison: Comparison;
  readonly contributors: readonly TopChange[];
  /** Nanoseconds. */
  readonly least: number;
  readonly onOperation: (operation: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (contributors.length === 0) {
    return (
      <p className={styles['none']}>
        {t('compare.noContributors', { least: format.duration(least) })}
      </p>
    );
  }
  return (
    <section className={styles['section']} aria-label={t('compare.contributors')}>
      <h2 className={styles['title']} title={t('compare.contributorsHint')}>
        {t('compare.contributors')}
      </h2>
      <ol className={styles['list']}>
        {contributors.map((one) => (
          <li key={one.operation}>
            <Contributor comparison={comparison} contributor={one} onOperation={onOperation} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Contributor({
  comparison,
  contributor: { operation, change, difference },
  onOperation,
}: {
  readonly comparison: Comparison;
  readonly contributor: TopChange;
  readonly onOperation: (operation: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { a, b } = comparison.byOperation;
  const { service = '', name = '' } = comparison.operations[operation] ?? {};
  const word = change === 'new' || change === 'gone' ? t(`compare.change.${change}`) : '';
  const before = a.self[operation] ?? 0;
  const ratio = word === '' ? ratioText(before, b.self[operation] ?? 0, format) : word;
  const [calledBefore, calledAfter] = [a.count[operation] ?? 0, b.count[operation] ?? 0];
  return (
    <button type="button" className={styles['item']} onClick={() => onOperation(operation)}>
      <ServiceDot service={service} />
      <span className={styles['service']}>{service || t('trace.noService')}</span>
      <span className={styles['name']}>{name || t('trace.noName')}</span>
      <ChangeText change={change}>
        {differenceText(difference, format)}
        {ratio !== '' && ` (${ratio})`}
      </ChangeText>
      {calledBefore !== calledAfter && word === '' && (
        <span className={styles['calls']}>
          {t('compare.calls', { a: calledBefore, b: calledAfter })}
        </span>
      )}
    </button>
  );
}
