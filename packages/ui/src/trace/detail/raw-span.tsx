import type { Span } from '@clew/model';
import { writeOtlpJson } from '@clew/protocols/otlp';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../controls/copy-button.tsx';
import { SCROLLABLE } from '../../controls/scrollable.ts';
import styles from './raw-span.module.css';

/** The whole span as OTLP's JSON, as a client would send it. */
export default function RawSpan({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const text = useMemo(() => {
    const json: unknown = JSON.parse([...writeOtlpJson([span])].join(''));
    return JSON.stringify(json, null, 2);
  }, [span]);
  return (
    <div className={styles['box']}>
      <pre className={styles['text']} {...SCROLLABLE}>
        {text}
      </pre>
      <span className={styles['copy']}>
        <CopyButton text={text} label={t('detail.copyRaw')} />
      </span>
    </div>
  );
}
