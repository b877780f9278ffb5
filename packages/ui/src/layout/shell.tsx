import { Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '../file/file-drop.tsx';
import { AppKeys } from './app-keys.tsx';
import { Header } from './header.tsx';
import styles from './shell.module.css';

/** What every page stands in. */
export function Shell() {
  const { t } = useTranslation();
  // Drawn anew with each address, so that the link stays on the page.
  useLocation();
  const { pathname, search } = window.location;
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href={`${pathname}${search}#main`}>
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
