import i18next, { type i18n, type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readSetting, writeSetting } from '../app/stored-setting.ts';
import type { en } from './en.ts';
import { chooseLanguage, type Language } from './language.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    keySeparator: false;
    nsSeparator: false;
  }
}

/** A reader needs one language's messages, so each comes on its own; each is complete. */
const messages: Readonly<Record<Language, () => Promise<ResourceLanguage>>> = {
  en: async () => ({ translation: (await import('./en.ts')).en }),
  'zh-CN': async () => ({ translation: (await import('./zh-cn.ts')).zhCn }),
};

/** Starts translation in the reader's language. */
export async function startTranslation(): Promise<i18n> {
  const language = chooseLanguage(readSetting('language'), navigator.languages);
  const instance = i18next.createInstance();
  instance.on('languageChanged', (changed) => {
    document.documentElement.lang = changed;
  });
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await messages[language]() },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => {
      console.error(`there is no message ${key} in ${instance.language}`);
    },
  });
  return instance;
}

/** Shows another language from now on, on later visits too. */
export async function switchLanguage(instance: i18n, language: Language): Promise<void> {
  writeSetting('language', language);
  if (!instance.hasResourceBundle(language, 'translation')) {
    instance.addResourceBundle(
      language,
      'translation',
      (await messages[language]())['translation'],
    );
  }
  await instance.changeLanguage(language);
}
