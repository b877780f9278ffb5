import { Link } from '@tanstack/react-router';
import { GitCompareArrows } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import styles from './compare-bar.module.css';

/** What to do with the traces that are chosen, in view while there are any. */
export function CompareBar({
  chosen,
  onClear,
}: {
  readonly chosen: readonly string[];
  readonly onClear: () => void;
}) {
  const { t } = useTranslation();
  const [a, b] = chosen;
  if (a === undefined) return null;
  return (
    <div className={styles['bar']} role="status">
      {b === undefined ? (
        <span>{t('choose.another')}</span>
      ) : (
        <Link to="/compare" search={{ a, b }} className={styles['link']}>
          <GitCompareArrows size={15} aria-hidden="true" />
          {t('choose.compare')}
        </Link>
      )}
      <Button look="quiet" small onClick={onClear}>
        {t('choose.clear')}
      </Button>
    </div>
  );
}
