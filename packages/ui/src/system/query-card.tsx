import { useTranslation } from 'react-i18next';
import type { SystemAnswer } from '../api/system-answer.ts';
import { useFormat } from '../format/use-format.ts';
import { Card } from './card.tsx';
import styles from './query-card.module.css';
import tables from './table.module.css';

/** What was asked of the query API, and how long it took. */
export function QueryCard({ system: { query } }: { readonly system: SystemAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('system.query.title')}>
      {query.length === 0 ? (
        <p className={styles['none']}>{t('system.query.none')}</p>
      ) : (
        <table className={tables['table']}>
          <thead>
            <tr>
              <th scope="col">{t('system.query.endpoint')}</th>
              <th scope="col">{t('system.query.requests')}</th>
              <th scope="col">{t('system.query.mean')}</th>
            </tr>
          </thead>
          <tbody>
            {[...query]
              .sort((a, b) => b.requests - a.requests)
              .map(({ endpoint, requests, meanDuration }) => (
                <tr key={endpoint}>
                  <th scope="row" className={styles['endpoint']}>
                    <code>{endpoint}</code>
                  </th>
                  <td>{format.number(requests)}</td>
                  <td className={styles['mean']}>{format.duration(meanDuration)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
