import { CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** What went wrong with a request, in words, and a way to ask again. */
export function ErrorNotice({
  error,
  isPage = false,
  onRetry,
}: {
  readonly error: Error;
  /** Whether it is all there is on the page. */
  readonly isPage?: boolean;
  readonly onRetry: () => void;
}) {
  const { t } = useTranslation();
  const unreachable = error instanceof ApiError && error.status === 0;
  return (
    <Notice
      tone="error"
      isPage={isPage}
      icon={<CircleX size={26} />}
      title={unreachable ? t('error.unreachable') : t('error.failed')}
    >
      <p>{unreachable ? t('error.unreachableHint') : error.message}</p>
      <Button onClick={onRetry}>{t('error.retry')}</Button>
    </Notice>
  );
}
