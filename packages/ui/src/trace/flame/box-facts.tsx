// What is known of a box, in words: for the tip beside the pointer, the line below the graph and the tree beside it.
import type { TFunction } from 'i18next';
import type { Format } from '../../format/format.ts';
import type { Trace } from '../data/trace.ts';
import type { Flame } from './flame.ts';

/** A figure with its name. */
export interface BoxFact {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** What the figure means, where its name does not say enough. */
  readonly hint?: string;
  readonly isBad?: boolean;
}

/** The service of a box. */
export function serviceOfBox(trace: Trace, flame: Flame, box: number): string {
  return trace.services[flame.service[box] ?? 0] ?? '';
}

/** The service and operation of a box in one text. */
export function boxTitle(trace: Trace, flame: Flame, box: number, t: TFunction): string {
  const service = serviceOfBox(trace, flame, box) || t('trace.noService');
  return `${service}: ${flame.nameOf(box) || t('trace.noName')}`;
}

/** The least share that is written as a number. */
const LEAST_SHARE = 0.001;

function shareText(share: number, format: Format): string {
  const isLess = share > 0 && share < LEAST_SHARE;
  return isLess ? `< ${format.percent(LEAST_SHARE)}` : format.percent(share);
}

/** The figures of a box. */
export function boxFacts(
  trace: Trace,
  flame: Flame,
  box: number,
  t: TFunction,
  format: Format,
): readonly BoxFact[] {
  const { spans, errors, total, self, weight, share } = flame.figuresOf(box);
  const shared = { key: 'share', label: t('flame.share'), value: shareText(share, format) };
  const own = {
    key: 'self',
    label: t('statistics.column.self'),
    value: format.duration(self),
    hint: t('statistics.hint.self'),
  };
  const failed = {
    key: 'errors',
    label: t('statistics.column.errors'),
    value: format.number(errors),
    isBad: errors > 0,
  };
  if (flame.mode === 'time') {
    return [
      { key: 'duration', label: t('trace.duration'), value: format.duration(weight) },
      shared,
      own,
      {
        key: 'offset',
        label: t('flame.offset'),
        value: `+${format.duration(trace.offset[box] ?? 0)}`,
      },
      ...(errors > 0 ? [failed] : []),
    ];
  }
  return [
    {
      key: 'busy',
      label: t('flame.busy'),
      value: format.duration(weight),
      hint: t('flame.busyHint'),
    },
    { ...shared, hint: t('flame.shareHint') },
    own,
    {
      key: 'total',
      label: t('statistics.column.total'),
      value: format.duration(total),
      hint: t('statistics.hint.total'),
    },
    { key: 'spans', label: t('statistics.column.count'), value: format.number(spans) },
    failed,
  ];
}

/** All of it in a sentence, for who listens. */
export function boxSentence(
  trace: Trace,
  flame: Flame,
  box: number,
  t: TFunction,
  format: Format,
): string {
  const facts = boxFacts(trace, flame, box, t, format);
  return [
    boxTitle(trace, flame, box, t),
    ...facts.map(({ label, value }) => `${label} ${value}`),
  ].join(', ');
}
