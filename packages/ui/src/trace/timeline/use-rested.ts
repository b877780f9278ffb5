import { useEffect, useState } from 'react';

const REST_MS = 80;

/** A value once it has not changed for a moment; at once while waiting is not worth it. */
export function useRested<T>(value: T, isCostly: boolean): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    if (!isCostly) return;
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value, isCostly]);
  return isCostly ? rested : value;
}
