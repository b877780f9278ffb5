import { useNavigate } from '@tanstack/react-router';
import { FileUp, LoaderCircle } from 'lucide-react';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../app/commands.ts';
import { Button } from '../controls/button.tsx';
import styles from './file-drop.module.css';
import { FileInput } from './file-input.tsx';
import { useFiles, useFilesState, useOpenFiles } from './use-files.ts';

/** Lets files be dropped anywhere in the app, and covers the page while one is dragged over it or read. */
export function FileDrop() {
  const { reading } = useFilesState();
  const openFiles = useOpenFiles();
  const [isDragged, setDragged] = useState(false);

  const onDrop = useEffectEvent((dropped: readonly File[]) => void openFiles(dropped));
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      setDragged(true);
    };
    const onLeave = (event: DragEvent) => {
      // Between elements of the page the drag goes on.
      if (event.relatedTarget === null) setDragged(false);
    };
    const onDropped = (event: DragEvent) => {
      setDragged(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      onDrop([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', onDrag);
    window.addEventListener('dragover', onDrag);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDropped);
    return () => {
      window.removeEventListener('dragenter', onDrag);
      window.removeEventListener('dragover', onDrag);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDropped);
    };
  }, []);

  return (
    <>
      <FileCommands />
      {isDragged && <DropHint />}
      {!isDragged && reading !== undefined && <Reading name={reading} />}
    </>
  );
}

function DropHint() {
  const { t } = useTranslation();
  return (
    <div className={styles['cover']} data-drop>
      <div className={styles['card']} role="status">
        <FileUp size={34} aria-hidden="true" />
        <p className={styles['title']}>{t('file.drop')}</p>
        <p>{t('file.formats')}</p>
        <p>{t('file.stays')}</p>
      </div>
    </div>
  );
}

function Reading({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const files = useFiles();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') files.cancel();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [files]);
  return (
    <div className={styles['cover']} data-reading>
      <div className={styles['card']} role="status">
        <LoaderCircle size={30} className={styles['wheel']} aria-hidden="true" />
        <p className={styles['title']}>{t('file.reading', { name })}</p>
        <Button onClick={() => files.cancel()}>{t('file.cancel')}</Button>
      </div>
    </div>
  );
}

/** Offers files in the command palette. */
function FileCommands() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  useCommands(
    useMemo((): readonly Command[] => {
      const group = t('layout.navigation');
      return [
        {
          id: 'page-files',
          title: t('file.title'),
          group,
          run: () => void navigate({ to: '/file' }),
        },
        { id: 'open-files', title: t('file.openHere'), group, run: () => input.current?.click() },
      ];
    }, [t, navigate]),
  );
  return <FileInput ref={input} />;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}
