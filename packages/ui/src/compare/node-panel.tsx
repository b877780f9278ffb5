import { Link } from '@tanstack/react-router';
import { ExternalLink, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import { placeOf, placeText } from '../trace/data/place.ts';
import detail from '../trace/detail/span-detail.module.css';
import { ChangeText } from './change-text.tsx';
import { changeOf } from './data/change.ts';
import type { Comparison } from './data/comparison.ts';
import { countText, differenceText } from './data/difference-text.ts';
import styles from './node-panel.module.css';
import { callsInWords, changeInWords } from './tree/compare-rows.tsx';
import { useFileOf } from './use-file-of.ts';

/** What a span is in each of the traces, and the way to it there. */
export function NodePanel({
  comparison,
  changes,
  node,
  onClose,
}: {
  readonly comparison: Comparison;
  readonly changes: Uint8Array;
  readonly node: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const fileOf = useFileOf();
  const { tree, operations } = comparison;
  const operation = operations[tree.operation[node] ?? 0];
  const change = changeOf(changes, node);
  const sides = [
    { side: 'A', trace: comparison.a, of: tree.a, row: tree.a.first[node] ?? -1 },
    { side: 'B', trace: comparison.b, of: tree.b, row: tree.b.first[node] ?? -1 },
  ] as const;
  const isBoth = change !== 'new' && change !== 'gone';
  const calls = callsInWords(comparison, node, t);
  const figures = [
    {
      name: t('compare.node.total'),
      values: sides.map(({ of }) => of.total[node] ?? 0),
      text: (value: number) => format.duration(value),
      difference: (value: number) => differenceText(value, format),
    },
    {
      name: t('compare.node.self'),
      values: sides.map(({ of }) => of.self[node] ?? 0),
      text: (value: number) => format.duration(value),
      difference: (value: number) => differenceText(value, format),
    },
    {
      name: t('compare.node.offset'),
      values: sides.map(({ trace, row }) => trace.offset[row] ?? 0),
      text: (value: number) => format.duration(value),
      difference: (value: number) => differenceText(value, format),
    },
    {
      name: t('compare.spans'),
      values: sides.map(({ of }) => of.count[node] ?? 0),
      text: (value: number) => format.number(value),
      difference: (value: number) => countText(value, format),
    },
    {
      name: t('compare.errors'),
      values: sides.map(({ of }) => of.errors[node] ?? 0),
      text: (value: number) => format.number(value),
      difference: (value: number) => countText(value, format),
    },
  ];
  return (
    <aside className={detail['panel']} aria-label={t('compare.node')}>
      <div className={detail['head']}>
        <div className={detail['titles']}>
          <p className={detail['service']}>
            <ServiceDot service={operation?.service ?? ''} />
            {operation?.service || t('trace.noService')}
          </p>
          <h2 className={detail['name']}>{operation?.name || t('trace.noName')}</h2>
          <p className={styles['change']}>
            <ChangeText change={change}>
              {changeInWords(comparison, node, change, t, format)}
            </ChangeText>
            {calls !== '' && <span className={styles['calls']}>{calls}</span>}
          </p>
        </div>
        <Button
          look="quiet"
          small
          aria-label={t('compare.node.close')}
          title={t('compare.node.close')}
          onClick={onClose}
        >
          <X size={16} />
        </Button>
      </div>
      <table className={styles['figures']}>
        <thead>
          <tr>
            <td />
            {sides.map(({ side }) => (
              <th key={side} scope="col">
                {side}
              </th>
            ))}
            {isBoth && <th scope="col">{t('compare.difference')}</th>}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ name, values, text, difference }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {sides.map(({ side, row }, index) => (
                <td key={side}>{row < 0 ? '–' : text(values[index] ?? 0)}</td>
              ))}
              {isBoth && <td>{difference((values[1] ?? 0) - (values[0] ?? 0))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <dl className={styles['hosts']}>
        {sides.map(({ side, trace, row }) => (
          <div key={side}>
            <dt>
              {t('compare.node.host')} {side}
            </dt>
            <dd>{row < 0 ? '–' : placeText(placeOf(trace.resourceOf(row))) || '–'}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['links']}>
        {sides.map(
          ({ side, trace, row }) =>
            row >= 0 && (
              <Link
                key={side}
                to="/trace/$traceId"
                params={{ traceId: trace.shownId }}
                search={{ span: trace.addressOf(row), ...fileOf(trace) }}
                preload={false}
                className={styles['link']}
              >
                <ExternalLink size={13} aria-hidden="true" />
                {t('compare.node.open', { side })}
              </Link>
            ),
        )}
      </p>
    </aside>
  );
}
