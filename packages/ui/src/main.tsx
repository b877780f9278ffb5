import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startPrinting } from './app/printing.ts';
import { startTranslation } from './i18n/i18n.ts';
import { startTheme } from './theme/theme.ts';

startTheme();
startPrinting();
const translation = await startTranslation();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App translation={translation} />
  </StrictMode>,
);
