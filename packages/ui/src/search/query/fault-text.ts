import type { TraceqlError, TraceqlFound } from '@clew/protocols/traceql';
import type { TFunction } from 'i18next';

/** What is wrong with a query, in the reader's language. */
export function faultText(t: TFunction, { reason, found, expected }: TraceqlError): string {
  return t(`fault.${reason}`, {
    found: foundText(t, found),
    // Operators need nothing between them; names do.
    expected: expected.join(reason === 'noOperator' ? ' ' : ', '),
  });
}

function foundText(t: TFunction, { type, text }: TraceqlFound): string {
  switch (type) {
    case 'end':
    case 'nothing':
      return t(`found.${type}`);
    case 'text':
    case 'attribute':
      return t(`found.${type}`, { text });
    default:
      return t('found.other', { text });
  }
}
