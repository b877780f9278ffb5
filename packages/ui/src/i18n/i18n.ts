import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readSetting, writeSetting } from '../app/stored-setting.ts';
import { en } from './en.ts';
import { chooseLanguage, type Language } from './language.ts';
import { zhCn } from './zh-cn.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    keySeparator: false;
    nsSeparator: false;
  }
}

/** Starts translation in the reader's language. */
export async function startTranslation(): Promise<i18n> {
  const instance = i18next.createInstance();
  instance.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await instance.use(initReactI18next).init({
    lng: chooseLanguage(readSetting('language'), navigator.languages),
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** Shows another language from now on, on later visits too. */
export async function switchLanguage(instance: i18n, language: Language): Promise<void> {
  writeSetting('language', language);
  await instance.changeLanguage(language);
}
