import { useCallback, useState } from 'react';

/** As many as can be compared. */
const MOST = 2;

/** The traces that are chosen to be compared, the earlier choice first; a third one takes the place of the first. */
export function useChosen() {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = useCallback((traceId: string) => {
    setChosen((before) =>
      before.includes(traceId)
        ? before.filter((one) => one !== traceId)
        : [...before, traceId].slice(-MOST),
    );
  }, []);
  const clear = useCallback(() => setChosen([]), []);
  return { chosen, toggle, clear };
}
