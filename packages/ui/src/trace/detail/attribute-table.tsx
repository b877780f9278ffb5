import { type Attribute, valueText } from '@clew/model';
import type { TraceqlScope } from '@clew/protocols/traceql';
import { Link } from '@tanstack/react-router';
import { ListFilter } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../controls/copy-button.tsx';
import { keyed } from '../../controls/keyed.ts';
import { SCROLLABLE } from '../../controls/scrollable.ts';
import { attributeQuery } from './attribute-query.ts';
import styles from './attribute-table.module.css';
import { shownValue } from './shown-value.ts';

/** Keys and values, typed, each to be copied and, where a search can ask for it, to find other traces that have it. */
export function AttributeTable({
  attributes,
  dropped,
  scope,
  filter = '',
}: {
  readonly attributes: readonly Attribute[];
  /** How many the client left out. */
  readonly dropped: number;
  /** Whose they are, for a search; left out for what no search asks for. */
  readonly scope?: TraceqlScope;
  /** Lower-case text that a key or value must have to be shown. */
  readonly filter?: string;
}) {
  const { t } = useTranslation();
  const shown = filter === '' ? attributes : attributes.filter((one) => has(one, filter));
  return (
    <>
      {shown.length === 0 ? (
        <p className={styles['none']}>{t('detail.none')}</p>
      ) : (
        <table className={styles['table']}>
          <thead className={styles['head']}>
            <tr>
              <th scope="col">{t('detail.key')}</th>
              <th scope="col">{t('detail.value')}</th>
            </tr>
          </thead>
          <tbody>
            {keyed(shown, (attribute) => attribute.key).map(({ key, item }) => (
              <AttributeRow key={key} attribute={item} scope={scope} />
            ))}
          </tbody>
        </table>
      )}
      {dropped > 0 && <p className={styles['none']}>{t('detail.dropped', { count: dropped })}</p>}
    </>
  );
}

function has({ key, value }: Attribute, text: string): boolean {
  return `${key}=${valueText(value)}`.toLowerCase().includes(text);
}

function AttributeRow({
  attribute,
  scope,
}: {
  readonly attribute: Attribute;
  readonly scope: TraceqlScope | undefined;
}) {
  const { t } = useTranslation();
  const { type, text, isBlock } = shownValue(attribute.value);
  const query = scope === undefined ? undefined : attributeQuery(scope, attribute);
  return (
    <tr className={styles['row']}>
      <th scope="row" className={styles['key']}>
        {attribute.key}
      </th>
      <td className={styles['value']} data-type={type} title={t(`type.${type}`)}>
        {isBlock ? (
          <pre className={styles['block']} {...SCROLLABLE}>
            {text}
          </pre>
        ) : (
          text
        )}
        <span className={styles['actions']}>
          {query !== undefined && (
            <Link
              to="/search"
              search={{ q: query }}
              preload={false}
              className={styles['find']}
              aria-label={t('detail.findTraces', { key: attribute.key })}
              title={t('detail.findTraces', { key: attribute.key })}
            >
              <ListFilter size={13} />
            </Link>
          )}
          <CopyButton text={text} label={t('detail.copyValue', { key: attribute.key })} />
        </span>
      </td>
    </tr>
  );
}
