import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Loading } from '../trace/loading.tsx';
import { CompareView } from './compare-view.tsx';
import { TracePicker } from './trace-picker.tsx';
import { useComparedTrace } from './use-compared-trace.ts';

const route = getRouteApi('/compare');

/** Two traces against each other, by the ids in the address. */
export function ComparePage() {
  const { t } = useTranslation();
  const address = route.useSearch();
  const a = useComparedTrace(address.a);
  const b = useComparedTrace(address.b);
  useEffect(() => {
    document.title = `${t('compare.title')} · Clew`;
  }, [t]);

  if (a.state === 'ready' && b.state === 'ready') {
    return <CompareView key={`${a.key} ${b.key}`} a={a.trace} b={b.trace} />;
  }
  const states = [a, b];
  const failed = states.find((one) => one.state === 'failed');
  if (failed?.state === 'failed') {
    return <ErrorNotice isPage error={failed.error} onRetry={failed.retry} />;
  }
  if (states.every(({ state }) => state === 'ready' || state === 'loading')) {
    return <Loading isPage text={t('compare.loading')} />;
  }
  return (
    <TracePicker
      key={`${address.a ?? ''} ${address.b ?? ''}`}
      sides={[
        { name: 'a', text: address.a ?? '', state: a.state },
        { name: 'b', text: address.b ?? '', state: b.state },
      ]}
    />
  );
}
