import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';

const SHOWN_MS = 1500;

/** Copies a text, and says that it did. */
export function CopyButton({
  text,
  label,
  icon = <Copy size={13} />,
}: {
  readonly text: string;
  readonly label: string;
  readonly icon?: ReactNode;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      look="quiet"
      small
      aria-label={copied ? t('controls.copied') : label}
      title={copied ? t('controls.copied') : label}
      onClick={(event) => {
        event.stopPropagation();
        void copyText(text).then(setCopied);
      }}
    >
      {copied ? <Check size={13} /> : icon}
    </Button>
  );
}
