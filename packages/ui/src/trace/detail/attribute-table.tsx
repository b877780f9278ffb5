import type { Attribute } from '@clew/model';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../controls/copy-button.tsx';
import { keyed } from '../../controls/keyed.ts';
import styles from './attribute-table.module.css';
import { shownValue } from './shown-value.ts';

/** Keys and values, typed, each to be copied. */
export function AttributeTable({
  attributes,
  dropped,
}: {
  readonly attributes: readonly Attribute[];
  /** How many the client left out. */
  readonly dropped: number;
}) {
  const { t } = useTranslation();
  return (
    <>
      {attributes.length === 0 ? (
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
            {keyed(attributes, (attribute) => attribute.key).map(({ key, item }) => (
              <AttributeRow key={key} attribute={item} />
            ))}
          </tbody>
        </table>
      )}
      {dropped > 0 && <p className={styles['none']}>{t('detail.dropped', { count: dropped })}</p>}
    </>
  );
}

function AttributeRow({ attribute }: { readonly attribute: Attribute }) {
  const { t } = useTranslation();
  const { type, text, isBlock } = shownValue(attribute.value);
  return (
    <tr className={styles['row']}>
      <th scope="row" className={styles['key']}>
        {attribute.key}
      </th>
      <td className={styles['value']} data-type={type} title={t(`type.${type}`)}>
        {isBlock ? <pre className={styles['block']}>{text}</pre> : text}
        <span className={styles['copy']}>
          <CopyButton text={text} label={t('detail.copyValue', { key: attribute.key })} />
        </span>
      </td>
    </tr>
  );
}
