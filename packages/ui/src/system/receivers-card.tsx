import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReceiverFigures } from '../api/system-answer.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { useFormat } from '../format/use-format.ts';
import { Card } from './card.tsx';
import styles from './receivers-card.module.css';
import { refusalsOf, refusedCount } from './refusals.ts';
import { perSecond, type SystemHistory } from './system-history.ts';
import tables from './table.module.css';

/** What there are words for. */
const NAMES = [
  'otlp-http',
  'otlp-grpc',
  'jaeger-udp-compact',
  'jaeger-udp-binary',
  'jaeger-http',
  'jaeger-grpc',
  'zipkin',
  'skywalking-grpc',
  'skywalking-http',
] as const;

/** What came in at each address. */
export function ReceiversCard({ history }: { readonly history: SystemHistory }) {
  const { t } = useTranslation();
  const { receivers } = history.latest;
  const isNothing = receivers.every(({ requests }) => requests === 0);
  return (
    <Card
      title={t('system.receivers.title')}
      aside={
        receivers.length > 0 &&
        isNothing && (
          <p className={styles['nothing']}>
            {t('system.receivers.nothingYet')}{' '}
            <Link to="/search" search={{}}>
              {t('system.receivers.howToSend')}
            </Link>
          </p>
        )
      }
    >
      {receivers.length === 0 ? (
        <p className={styles['nothing']}>{t('system.receivers.none')}</p>
      ) : (
        <table className={tables['table']}>
          <thead>
            <tr>
              <th scope="col">{t('system.receivers.name')}</th>
              <th scope="col">{t('system.receivers.rate')}</th>
              <th scope="col">{t('system.receivers.spans')}</th>
              <th scope="col" className={tables['wide']}>
                {t('system.receivers.requests')}
              </th>
              <th scope="col" className={tables['wide']}>
                {t('system.receivers.bytes')}
              </th>
              <th scope="col">{t('system.receivers.refused')}</th>
            </tr>
          </thead>
          <tbody>
            {receivers.map((receiver) => (
              <Row key={receiver.name} receiver={receiver} history={history} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Row({
  receiver,
  history,
}: {
  readonly receiver: ReceiverFigures;
  readonly history: SystemHistory;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, address, encodings, requests, resentRequests, bytes, spans } = receiver;
  const known = NAMES.find((one) => one === name);
  // Where an address may break when the line is short.
  const [, start = '', path = ''] = /^((?:\w+:\/\/)?[^/]*)(.*)$/.exec(address) ?? [];
  const rateOf = (count: (same: ReceiverFigures) => number) =>
    perSecond(history, ({ receivers }) => {
      const same = receivers.find((one) => one.name === name);
      return same && count(same);
    });
  const rate = rateOf(({ spans: accepted }) => accepted);
  const isRefusing = (rateOf((same) => refusedCount(refusalsOf(same))) ?? 0) > 0;
  return (
    <tr>
      <th scope="row">
        <span className={styles['name']}>
          {known === undefined ? name : t(`system.receiver.${known}`)}
          <span className={`${styles['encodings']} ${tables['wide']}`}>{encodings.join(', ')}</span>
        </span>
        <span className={styles['address']}>
          <code>
            {start}
            <wbr />
            {path}
          </code>
          <span className={tables['wide']}>
            <CopyButton text={address} label={t('system.receivers.copy', { name })} />
          </span>
        </span>
      </th>
      <td>{rate === undefined ? '–' : format.rate(rate)}</td>
      <td>{format.number(spans)}</td>
      <td className={tables['wide']}>
        {format.number(requests)}
        {receiver.transport === 'udp' && <small>{t('system.receivers.datagrams')}</small>}
        {resentRequests > 0 && (
          <small>
            {format.number(resentRequests)} {t('system.receivers.resent')}
          </small>
        )}
      </td>
      <td className={tables['wide']}>{format.bytes(bytes)}</td>
      <td data-bad={isRefusing || undefined}>
        {format.number(refusedCount(refusalsOf(receiver)))}
      </td>
    </tr>
  );
}
