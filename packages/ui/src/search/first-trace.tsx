import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceRow } from '../controls/choice-row.tsx';
import { CopyButton } from '../controls/copy-button.tsx';
import { SCROLLABLE } from '../controls/scrollable.ts';
import { FileButton } from '../file/file-button.tsx';
import styles from './first-trace.module.css';
import {
  SNIPPET_LANGUAGES,
  SNIPPET_PROTOCOLS,
  type SnippetLanguage,
  type SnippetProtocol,
  snippet,
} from './snippets.ts';

/** What an empty store says: how to send the first trace. */
export default function FirstTrace() {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<SnippetLanguage>('Node.js');
  const [protocol, setProtocol] = useState<SnippetProtocol>('OTLP');
  const text = snippet(language, protocol, window.location.hostname || 'localhost');
  return (
    <div className={styles['box']}>
      <h2 className={styles['title']}>{t('first.title')}</h2>
      <p className={styles['lead']}>{t('first.lead')}</p>
      <p className={styles['waiting']} role="status">
        <span className={styles['pulse']} aria-hidden="true" />
        {t('first.waiting')}
      </p>
      <div className={styles['choices']}>
        <ChoiceRow
          label={t('first.language')}
          value={language}
          options={SNIPPET_LANGUAGES.map((value) => ({ value, label: value }))}
          onChange={setLanguage}
        />
        <ChoiceRow
          label={t('first.protocol')}
          value={protocol}
          options={SNIPPET_PROTOCOLS.map((value) => ({ value, label: value }))}
          onChange={setProtocol}
        />
      </div>
      <div className={styles['code']}>
        <pre {...SCROLLABLE}>{text}</pre>
        <span className={styles['copy']}>
          <CopyButton text={text} label={t('first.copy')} />
        </span>
      </div>
      <p className={styles['files']}>
        {t('file.firstHint')}
        <FileButton>
          <FolderOpen size={15} aria-hidden="true" />
          {t('file.open')}
        </FileButton>
      </p>
    </div>
  );
}
