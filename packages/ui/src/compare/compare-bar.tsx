import { Link } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseDuration } from '../format/duration.ts';
import { useFormat } from '../format/use-format.ts';
import { FlagButton } from '../trace/grid/flag-button.tsx';
import bar from '../trace/grid/view-bar.module.css';
import views from '../trace/view-switch.module.css';
import { ChangeText } from './change-text.tsx';
import type { CompareAddress } from './compare-address.ts';
import styles from './compare-bar.module.css';
import { COMPARE_VIEWS, type CompareChoice } from './compare-choice.ts';
import { SHOWN } from './data/shown-nodes.ts';

const LEGEND = ['slower', 'faster', 'new', 'gone'] as const;

/** How the difference is looked at, and which part of it. */
export function CompareBar({
  address,
  choice,
  usualLeast,
  onChange,
}: {
  readonly address: CompareAddress;
  readonly choice: CompareChoice;
  /** Nanoseconds: the smallest difference that counts if none is given. */
  readonly usualLeast: number;
  readonly onChange: (part: CompareAddress) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={`${bar['bar']} ${styles['bar']}`}>
      <nav className={`${views['switch']} ${styles['views']}`} aria-label={t('compare.views')}>
        {COMPARE_VIEWS.map((one) => (
          <Link
            key={one}
            to="/compare"
            search={({ view: _, ...rest }) => ({ ...rest, ...(one !== 'merged' && { view: one }) })}
            className={views['link']}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={one === choice.view ? 'page' : undefined}
            resetScroll={false}
          >
            {t(`compare.view.${one}`)}
          </Link>
        ))}
      </nav>
      <label className={bar['control']}>
        {t('compare.show')}
        <select
          value={choice.shown}
          onChange={({ target }) => onChange({ show: target.value === 'all' ? '' : target.value })}
        >
          {SHOWN.map((one) => (
            <option key={one} value={one}>
              {t(`compare.show.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <LeastField
        text={address.min ?? ''}
        usual={usualLeast}
        onChange={(min) => onChange({ min })}
      />
      {choice.view === 'merged' && (
        <span title={t('compare.mergeCallsHint')}>
          <FlagButton
            label={t('compare.mergeCalls')}
            icon={<Layers size={14} aria-hidden="true" />}
            isOn={choice.matchBy === 'path'}
            onChange={(isOn) => onChange({ by: isOn ? 'path' : '' })}
          />
        </span>
      )}
      <p className={styles['legend']}>
        {LEGEND.map((change) => (
          <ChangeText key={change} change={change}>
            {t(`compare.change.${change}`)}
          </ChangeText>
        ))}
        {choice.view !== 'table' && (
          <span className={styles['own']} title={t('compare.ownHint')}>
            {t('compare.own')}
          </span>
        )}
      </p>
    </div>
  );
}

function LeastField({
  text,
  usual,
  onChange,
}: {
  readonly text: string;
  readonly usual: number;
  readonly onChange: (text: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState(text);
  const isWrong = typed.trim() !== '' && parseDuration(typed) === undefined;
  return (
    <label className={bar['control']}>
      {t('compare.least')}
      <input
        className={bar['short']}
        value={typed}
        placeholder={format.duration(usual)}
        aria-invalid={isWrong}
        title={isWrong ? t('compare.leastWrong') : undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setTyped(target.value);
          const value = target.value.trim();
          if (value === '' || parseDuration(value) !== undefined) onChange(value);
        }}
      />
    </label>
  );
}
