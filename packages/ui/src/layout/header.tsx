import { Link } from '@tanstack/react-router';
import { Activity, FileText, FolderOpen, GitCompareArrows, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FileButton } from '../file/file-button.tsx';
import { useFilesState } from '../file/use-files.ts';
import { LanguageSwitch } from '../i18n/language-switch.tsx';
import { ThemeSwitch } from '../theme/theme-switch.tsx';
import styles from './header.module.css';
import { Logo } from './logo.tsx';
import { TraceIdBox } from './trace-id-box.tsx';

/** The bar at the top: where one is, a way to a trace by its id, and how the page looks. */
export function Header() {
  const { t } = useTranslation();
  const { files } = useFilesState();
  return (
    <header className={styles['header']}>
      <Link to="/search" search={{}} className={styles['brand']} aria-label={t('layout.home')}>
        <Logo />
        <span className={styles['name']}>Clew</span>
      </Link>
      <nav
        className={styles['nav']}
        aria-label={t('layout.navigation')}
        data-files={files.length > 0 || undefined}
      >
        <Link
          to="/search"
          search={{}}
          className={styles['link']}
          activeProps={{ 'data-active': 'true' }}
          activeOptions={{ includeSearch: false }}
        >
          <Search size={17} aria-hidden="true" />
          <span className={styles['label']}>{t('layout.search')}</span>
        </Link>
        <Link
          to="/compare"
          search={{}}
          className={styles['link']}
          activeProps={{ 'data-active': 'true' }}
          activeOptions={{ includeSearch: false }}
        >
          <GitCompareArrows size={17} aria-hidden="true" />
          <span className={styles['label']}>{t('layout.compare')}</span>
        </Link>
        <Link to="/system" className={styles['link']} activeProps={{ 'data-active': 'true' }}>
          <Activity size={17} aria-hidden="true" />
          <span className={styles['label']}>{t('layout.system')}</span>
        </Link>
        {files.length > 0 && (
          <Link to="/file" className={styles['link']} activeProps={{ 'data-active': 'true' }}>
            <FileText size={17} aria-hidden="true" />
            <span className={styles['label']}>{t('file.nav')}</span>
          </Link>
        )}
      </nav>
      <TraceIdBox />
      <div className={styles['switches']}>
        <FileButton look="quiet" label={t('file.openHere')} className={styles['files']}>
          <FolderOpen size={17} aria-hidden="true" />
        </FileButton>
        <ThemeSwitch />
        <LanguageSwitch />
      </div>
    </header>
  );
}
