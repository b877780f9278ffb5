import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../app/commands.ts';
import { isTyping } from '../controls/is-typing.ts';
import { switchLanguage } from '../i18n/i18n.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../i18n/language.ts';
import { switchTheme, THEMES } from '../theme/theme.ts';

const CommandPalette = lazy(() => import('./command-palette.tsx'));
const KeyHelp = lazy(() => import('./key-help.tsx'));

type Window = 'commands' | 'help';

/** The keys that work on every page, what they open, and the commands of the app itself. */
export function AppKeys() {
  const [opened, setOpened] = useState<Window>();
  useCommands(useAppCommands(setOpened));
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isCommand = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      if (isCommand && !event.altKey) setOpened('commands');
      else if (event.key === '?' && !isTyping(event.target)) setOpened('help');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
  if (opened === undefined) return null;
  const close = () => setOpened(undefined);
  return (
    <Suspense>
      {opened === 'commands' ? <CommandPalette onClose={close} /> : <KeyHelp onClose={close} />}
    </Suspense>
  );
}

function useAppCommands(open: (opened: Window) => void): readonly Command[] {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  return useMemo(() => {
    const pages = t('layout.navigation');
    const looks = t('commands.looks');
    return [
      {
        id: 'page-search',
        title: t('layout.search'),
        group: pages,
        run: () => void navigate({ to: '/search', search: {} }),
      },
      {
        id: 'page-compare',
        title: t('compare.title'),
        group: pages,
        run: () => void navigate({ to: '/compare', search: {} }),
      },
      {
        id: 'page-system',
        title: t('layout.system'),
        group: pages,
        run: () => void navigate({ to: '/system' }),
      },
      {
        id: 'keys',
        title: t('keys.title'),
        group: pages,
        keys: '?',
        run: () => open('help'),
      },
      ...THEMES.map((theme) => ({
        id: `theme-${theme}`,
        title: `${t('layout.theme')}: ${t(`theme.${theme}`)}`,
        group: looks,
        run: () => switchTheme(theme),
      })),
      ...LANGUAGES.map((language) => ({
        id: `language-${language}`,
        title: `${t('layout.language')}: ${LANGUAGE_NAMES[language]}`,
        group: looks,
        run: () => void switchLanguage(i18n, language),
      })),
    ];
  }, [t, i18n, navigate, open]);
}
