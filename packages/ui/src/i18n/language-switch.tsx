import { Languages } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconSelect } from '../controls/icon-select.tsx';
import { switchLanguage } from './i18n.ts';
import { LANGUAGE_NAMES, LANGUAGES } from './language.ts';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <IconSelect
      label={t('layout.language')}
      icon={<Languages size={17} />}
      value={LANGUAGES.find((language) => language === i18n.language) ?? 'en'}
      options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      onChange={(language) => void switchLanguage(i18n, language)}
    />
  );
}
