import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { Card } from './card.tsx';
import styles from './refusal-card.module.css';
import { allRefusals, type Refusal, wordsOf } from './refusals.ts';
import { perSecond, type SystemHistory } from './system-history.ts';

/** What did not get in, why, and what to do. */
export function RefusalCard({ history }: { readonly history: SystemHistory }) {
  const { t } = useTranslation();
  const refusals = allRefusals(history.latest);
  return (
    <Card title={t('system.refused.title')}>
      {refusals.length === 0 ? (
        <p className={styles['nothing']}>{t('system.refused.nothing')}</p>
      ) : (
        <ul className={styles['list']}>
          {refusals.map((refusal) => (
            <Row key={refusal.key} refusal={refusal} history={history} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({
  refusal: { key, receiver, unit, reason, count },
  history,
}: {
  readonly refusal: Refusal;
  readonly history: SystemHistory;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = wordsOf(reason);
  const rate = perSecond(
    history,
    (answer) => allRefusals(answer).find((one) => one.key === key)?.count,
  );
  return (
    <li className={styles['row']}>
      <p className={styles['count']}>
        {t(`system.refused.${unit}`, { count, number: format.number(count) })}
        {rate !== undefined && rate > 0 && (
          <span className={styles['now']}>
            {t('system.refused.now', {
              rate: t('system.perSecond', { number: format.rate(rate) }),
            })}
          </span>
        )}
      </p>
      <div>
        <p className={styles['what']}>
          {words === undefined ? reason : t(words.what)}
          <code className={styles['receiver']}>{receiver}</code>
        </p>
        {words !== undefined && <p className={styles['remedy']}>{t(words.remedy)}</p>}
      </div>
    </li>
  );
}
