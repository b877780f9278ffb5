import { Link } from '@tanstack/react-router';
import { FileQuestion, FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../controls/notice.tsx';
import { FileButton } from './file-button.tsx';
import { useFilesState } from './use-files.ts';

/** In place of a trace whose file is not open: after a reload it never is. */
export function FileMissing({ name, isOpen }: { readonly name: string; readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const { files } = useFilesState();
  return (
    <Notice
      icon={<FileQuestion size={26} />}
      title={isOpen ? t('file.notInIt', { name }) : t('file.gone', { name })}
    >
      <p>{isOpen ? t('file.notInItHint') : t('file.goneHint')}</p>
      <FileButton look="primary">
        <FolderOpen size={15} aria-hidden="true" />
        {t('file.open')}
      </FileButton>
      {files.length > 0 && (
        <p>
          <Link to="/file">{t('file.all')}</Link>
        </p>
      )}
    </Notice>
  );
}
