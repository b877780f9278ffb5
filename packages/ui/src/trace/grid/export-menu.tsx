import { Download, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../controls/copy-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { doInTurns } from '../data/turns.ts';
import {
  delimitedFile,
  delimitedText,
  saveFile,
  type TextFormat,
  type TextTable,
} from './delimited-text.ts';
import styles from './export-menu.module.css';

/** Rows that go to the clipboard at most: more would stop the page, and what it is pasted into. */
const MOST_COPIED = 10_000;
const SHOWN_MS = 2500;
const FORMATS: readonly TextFormat[] = ['csv', 'tsv'];

/** Copies or saves what a table shows. */
export function ExportMenu({
  table,
  fileName,
  prepare,
}: {
  readonly table: TextTable;
  /** Without its ending. */
  readonly fileName: string;
  /** Fetches what the rows need. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const menu = useRef<HTMLDetailsElement>(null);
  const [done, setDone] = useState('');
  const [writing, setWriting] = useState<AbortController>();
  useEffect(() => {
    if (done === '') return;
    const timer = setTimeout(() => setDone(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  useEffect(() => () => writing?.abort(), [writing]);

  const close = () => {
    if (menu.current !== null) menu.current.open = false;
  };
  const run = (write: (signal: AbortSignal) => Promise<void>) => {
    close();
    const abort = new AbortController();
    setWriting(abort);
    const ready = prepare?.(abort.signal) ?? Promise.resolve();
    ready
      .then(() => write(abort.signal))
      .catch(() => {
        // It ends early without a fault only when the table is gone.
        if (!abort.signal.aborted) setDone(t('grid.notWritten'));
      })
      .finally(() => setWriting(undefined));
  };
  const copy = (as: TextFormat) => {
    run(async () => {
      if (!(await copyText(delimitedText(table, as, MOST_COPIED)))) return;
      const rows = Math.min(table.count, MOST_COPIED);
      const number = format.number(rows);
      const isCut = rows < table.count;
      setDone(
        isCut
          ? t('grid.copiedFirst', { number, total: format.number(table.count) })
          : t('grid.copied', { count: rows, number }),
      );
    });
  };
  const save = (as: TextFormat) => {
    run(async (signal) => {
      saveFile(await doInTurns(delimitedFile(table, as), signal), `${fileName}.${as}`);
    });
  };

  return (
    <div className={styles['export']}>
      <output className={styles['done']}>{done}</output>
      <details
        ref={menu}
        className={styles['menu']}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) close();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || menu.current?.open !== true) return;
          event.stopPropagation();
          close();
          menu.current.querySelector('summary')?.focus();
        }}
      >
        <summary className={styles['summary']}>
          {writing === undefined ? (
            <Download size={14} aria-hidden="true" />
          ) : (
            <LoaderCircle size={14} className={styles['busy']} aria-hidden="true" />
          )}
          <span className={styles['label']}>{t('grid.export')}</span>
        </summary>
        <ul className={styles['list']}>
          {FORMATS.map((as) => (
            <li key={`copy-${as}`}>
              <button type="button" onClick={() => copy(as)}>
                {t(`grid.copy.${as}`)}
              </button>
            </li>
          ))}
          {FORMATS.map((as) => (
            <li key={`save-${as}`}>
              <button type="button" onClick={() => save(as)}>
                {t(`grid.save.${as}`)}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
