import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../controls/notice.tsx';

/** For an address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Notice icon={<Compass size={28} />} title={t('layout.notFound')} isPage>
      <Link to="/search" search={{}}>
        {t('layout.toSearch')}
      </Link>
    </Notice>
  );
}
