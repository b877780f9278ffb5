/** The frame of the app: header, theme, errors. */
export const layout = {
  'layout.skip': 'Skip to content',
  'layout.home': 'Clew, to the search',
  'layout.navigation': 'Pages',
  'layout.search': 'Search',
  'layout.compare': 'Compare',
  'layout.openTrace': 'Open a trace by its ID',
  'layout.open': 'Open',
  'layout.noTraceId': 'Zeros alone are no trace ID.',
  'layout.language': 'Language',
  'layout.theme': 'Theme',
  'layout.close': 'Close (Esc)',
  'layout.commands': 'Commands (Ctrl K)',
  'layout.notFound': 'There is no such page',
  'layout.toSearch': 'To the search',

  'theme.system': 'As the system',
  'theme.light': 'Light',
  'theme.dark': 'Dark',

  'controls.clear': 'Clear: {{label}}',
  'controls.copied': 'Copied',

  'error.unreachable': 'Clew does not answer',
  'error.unreachableHint': 'Is the server running, and is the network up?',
  'error.failed': 'That did not work',
  'error.retry': 'Try again',
} as const;
