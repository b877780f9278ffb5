import { Download } from 'lucide-react';
import { useEffectEvent, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { basePath } from '../api/base-path.ts';
import { asError } from '../app/as-error.ts';
import { type Command, useCommands } from '../app/commands.ts';
import { Button } from '../controls/button.tsx';
import { useMenu } from '../controls/use-menu.ts';
import type { TraceSource } from './data/trace-source.ts';
import styles from './download-menu.module.css';

/** The formats that a trace can be downloaded in, as the API names them. */
const FORMATS = ['jaeger', 'otlp'] as const;
export type DownloadFormat = (typeof FORMATS)[number];

/** How long a file that was written here stays readable, milliseconds. */
const KEPT_MS = 60_000;

/** How writing a file in the browser goes. */
type Writing = 'idle' | 'busy' | Error;

/** A trace as a file: the server writes those of its store, the browser those that it has from files. */
export function DownloadMenu({ source }: { readonly source: TraceSource }) {
  const { t } = useTranslation();
  const id = useId();
  const { box, isOpen: open, setOpen } = useMenu('li > *');
  const [writing, setWriting] = useState<Writing>('idle');

  /** Writes the file here, which takes a moment for a large trace. */
  async function write(format: DownloadFormat) {
    setWriting('busy');
    try {
      const { traceBlob } = await import('../file/trace-blob.ts');
      const address = URL.createObjectURL(await traceBlob(source, format));
      save(address, fileName(source, format));
      // The browser has begun to read it by then.
      setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
      setWriting('idle');
      setOpen(false);
    } catch (error) {
      setWriting(asError(error));
    }
  }

  const run = useEffectEvent((format: DownloadFormat) => {
    if (source.isLocal) void write(format);
    else save(addressOf(source, format), fileName(source, format));
  });
  const [runs] = useMemo(() => [run] as const, []);
  useCommands(
    useMemo(
      (): readonly Command[] =>
        FORMATS.map((format) => ({
          id: `download-${format}`,
          title: t('download.as', { format: t(`download.${format}`) }),
          group: t('commands.traces'),
          run: () => runs(format),
        })),
      [t, runs],
    ),
  );

  return (
    <div ref={box} className={styles['box']}>
      <Button
        look="quiet"
        small
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setOpen(!open);
          setWriting('idle');
        }}
      >
        <Download size={14} aria-hidden="true" />
        {t('download.button')}
      </Button>
      <div id={id} className={styles['menu']} hidden={!open}>
        <ul>
          {FORMATS.map((format) => (
            <li key={format}>
              {source.isLocal ? (
                <button
                  type="button"
                  className={styles['item']}
                  disabled={writing === 'busy'}
                  onClick={() => void write(format)}
                >
                  <Label format={format} />
                </button>
              ) : (
                <a
                  className={styles['item']}
                  href={addressOf(source, format)}
                  download={fileName(source, format)}
                  onClick={() => setOpen(false)}
                >
                  <Label format={format} />
                </a>
              )}
            </li>
          ))}
        </ul>
        {writing === 'busy' && (
          <p className={styles['state']} role="status">
            {t('download.writing')}
          </p>
        )}
        {writing instanceof Error && (
          <p className={styles['state']} role="alert" data-failed>
            {t('download.failed', { message: writing.message })}
          </p>
        )}
      </div>
    </div>
  );
}

function Label({ format }: { readonly format: DownloadFormat }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`download.${format}`)}
      <span className={styles['hint']}>{t(`download.${format}Hint`)}</span>
    </>
  );
}

/** Where the server gives the file. */
function addressOf({ traceId }: TraceSource, format: DownloadFormat): string {
  return `${basePath()}api/clew/v1/traces/${traceId}/${format}.json`;
}

/** The same name that the server gives. */
function fileName({ traceId }: TraceSource, format: DownloadFormat): string {
  return `trace-${traceId}.${format}.json`;
}

function save(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
