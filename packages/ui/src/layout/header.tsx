import { Link } from '@tanstack/react-router';
import { Activity, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../i18n/language-switch.tsx';
import { ThemeSwitch } from '../theme/theme-switch.tsx';
import styles from './header.module.css';
import { Logo } from './logo.tsx';
import { TraceIdBox } from './trace-id-box.tsx';

/** The bar at the top: where one is, a way to a trace by its id, and how the page looks. */
export function Header() {
  const { t } = useTranslation();
  return (
    <header className={styles['header']}>
      <Link to="/search" search={{}} className={styles['brand']} aria-label={t('layout.home')}>
        <Logo />
        <span className={styles['name']}>Clew</span>
      </Link>
      <nav className={styles['nav']} aria-label={t('layout.navigation')}>
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
        <Link to="/system" className={styles['link']} activeProps={{ 'data-active': 'true' }}>
          <Activity size={17} aria-hidden="true" />
          <span className={styles['label']}>{t('layout.system')}</span>
        </Link>
      </nav>
      <TraceIdBox />
      <div className={styles['switches']}>
        <ThemeSwitch />
        <LanguageSwitch />
      </div>
    </header>
  );
}
