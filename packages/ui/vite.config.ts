import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that the <base> element in index.html alone decides where the app lives.
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    // light-dark() and oklch() stay as they are.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
  },
});
