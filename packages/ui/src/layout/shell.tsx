import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '../file/file-drop.tsx';
import { AppKeys } from './app-keys.tsx';
import { Header } from './header.tsx';
import styles from './shell.module.css';

/** What every page stands in. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href={`${window.location.pathname}#main`}>
        {t('layout.skip')}
      </a>
      <Header />
      <AppKeys />
      <main id="main" className={styles['main']} tabIndex={-1}>
        <Outlet />
      </main>
      <FileDrop />
    </div>
  );
}
