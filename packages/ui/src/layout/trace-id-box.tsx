import { useNavigate } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { traceIdInAddress, traceIdOf } from '../trace/data/trace-id.ts';
import styles from './trace-id-box.module.css';

/** Opens the trace whose id is put in. */
export function TraceIdBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);

  function open(event: FormEvent) {
    event.preventDefault();
    const typed = text.trim();
    if (traceIdOf(typed) === undefined) {
      setWrong(typed !== '');
      return;
    }
    setText('');
    const traceId = traceIdInAddress(typed);
    void navigate({ to: '/trace/$traceId', params: { traceId }, search: {} });
  }

  return (
    <search className={styles['box']}>
      <form onSubmit={open}>
        <input
          className={styles['input']}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(false);
          }}
          placeholder={t('layout.openTrace')}
          aria-label={t('layout.openTrace')}
          aria-invalid={wrong}
          aria-describedby={wrong ? 'trace-id-wrong' : undefined}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
        <button type="submit" className={styles['go']} aria-label={t('layout.open')}>
          <ArrowRight size={15} />
        </button>
        {wrong && (
          <p id="trace-id-wrong" role="alert" className={styles['wrong']}>
            {t('layout.noTraceId')}
          </p>
        )}
      </form>
    </search>
  );
}
