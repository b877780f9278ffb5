import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { allRefusals, refusedCount } from './refusals.ts';
import { perSecond, type SystemHistory } from './system-history.ts';
import styles from './tiles.module.css';

/** The figures that one looks at first. */
export function Tiles({ history }: { readonly history: SystemHistory }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { storage, process } = history.latest;
  const spans = perSecond(history, ({ receivers }) =>
    receivers.reduce((sum, receiver) => sum + receiver.spans, 0),
  );
  const refusedNow = perSecond(history, (answer) => refusedCount(allRefusals(answer))) ?? 0;
  const processors = perSecond(history, (answer) => Number(answer.process.cpuTime) / 1e9);
  const { limitBytes } = storage;
  const tiles = [
    {
      name: t('system.tile.rate'),
      value: spans === undefined ? '–' : t('system.perSecond', { number: format.rate(spans) }),
      below: spans === undefined ? t('system.noRate') : undefined,
    },
    {
      name: t('system.tile.refused'),
      value: format.number(refusedCount(allRefusals(history.latest))),
      below:
        refusedNow === 0
          ? t('system.sinceStart')
          : t('system.refused.now', {
              rate: t('system.perSecond', { number: format.rate(refusedNow) }),
            }),
      isBad: refusedNow > 0,
    },
    {
      name: t('system.tile.stored'),
      value: format.number(storage.spans.segments + storage.spans.heads),
    },
    {
      name: t('system.tile.space'),
      value: format.bytes(storage.usedBytes),
      below:
        limitBytes === undefined ? undefined : t('system.of', { whole: format.bytes(limitBytes) }),
    },
    {
      name: t('system.tile.processor'),
      value: processors === undefined ? '–' : format.percent(processors / process.processors),
      below: t('system.ofProcessors', { count: process.processors }),
    },
    {
      name: t('system.tile.memory'),
      value: format.bytes(process.memoryBytes),
      below: t('system.of', { whole: format.bytes(process.memoryLimitBytes) }),
    },
  ];
  return (
    <dl className={styles['tiles']}>
      {tiles.map(({ name, value, below, isBad = false }) => (
        <div key={name} className={styles['tile']}>
          <dt className={styles['name']}>{name}</dt>
          <dd className={styles['value']} data-bad={isBad || undefined}>
            {value}
          </dd>
          {below !== undefined && <dd className={styles['below']}>{below}</dd>}
        </div>
      ))}
    </dl>
  );
}
