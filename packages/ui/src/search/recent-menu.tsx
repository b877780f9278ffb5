import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { useMenu } from '../controls/use-menu.ts';
import { useFormat } from '../format/use-format.ts';
import { rangeText } from './range-text.ts';
import styles from './recent-menu.module.css';
import { forgetSearches, useRecentSearches } from './recent-searches.ts';
import { NEW_SEARCH, writeSearch } from './search-state.ts';

/** The searches made last on this machine. */
export function RecentMenu() {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const searches = useRecentSearches();
  const { box, isOpen: open, setOpen } = useMenu('a');

  return (
    <div ref={box} className={styles['box']}>
      <Button
        look="quiet"
        small
        aria-expanded={open}
        aria-controls={id}
        title={t('recent.title')}
        onClick={() => setOpen(!open)}
      >
        <History size={14} aria-hidden="true" />
        {t('recent.button')}
      </Button>
      <div id={id} className={styles['menu']} hidden={!open}>
        <div className={styles['head']}>
          <h2 className={styles['title']}>{t('recent.title')}</h2>
          {searches.length > 0 && (
            <Button look="quiet" small onClick={forgetSearches}>
              {t('recent.clear')}
            </Button>
          )}
        </div>
        {searches.length === 0 ? (
          <p className={styles['none']}>{t('recent.none')}</p>
        ) : (
          <ul className={styles['list']}>
            {searches.map((search) => (
              <li key={JSON.stringify(search)}>
                <Link
                  to="/search"
                  search={writeSearch({ ...NEW_SEARCH, ...search })}
                  className={styles['link']}
                  onClick={() => setOpen(false)}
                >
                  <code className={styles['query']}>{search.q}</code>
                  <span className={styles['range']}>{rangeText(t, format, search)}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
