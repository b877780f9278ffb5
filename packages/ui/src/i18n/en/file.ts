/** Files of traces: dropping, opening, downloading. */
export const file = {
  'file.title': 'Traces in files',
  'file.open': 'Open files…',
  'file.openHere': 'Open files with traces',
  'file.nav': 'Files',
  'file.drop': 'Drop to open',
  'file.formats': 'JSON of Jaeger, OTLP or Zipkin, gzip or not, one file or several',
  'file.stays': 'Files stay in this browser. Nothing is uploaded, and a reload forgets them.',
  'file.staysShort': 'In this browser only, nothing was uploaded',
  'file.firstHint': 'Or look at traces that are in a file of Jaeger, OTLP or Zipkin JSON:',
  'file.reading': 'Reading {{name}}…',
  'file.cancel': 'Cancel',
  'file.none': 'No file is open',
  'file.noneHint':
    'Drop files anywhere on this page, or choose them: JSON of Jaeger, OTLP or Zipkin, gzip or not.',
  'file.failed': 'Files that could not be opened',
  'file.dismiss': 'Dismiss',
  'file.close': 'Close {{name}}',
  'file.traces': 'Traces of {{name}}',
  'file.all': 'All open files',
  'file.from': 'Where the trace comes from',
  'file.rejected_one':
    '{{number}} part of the file could not be read and is left out, at {{place}}:',
  'file.rejected_other':
    '{{number}} parts of the file could not be read and are left out, the first at {{place}}:',
  'file.gone': '{{name}} is not open',
  'file.goneHint':
    'This trace is in a file, and files stay in the browser only until the page is reloaded. Open the file again to see it.',
  'file.notInIt': 'There is no such trace in {{name}}',
  'file.notInItHint': 'Another file of that name is open. Open the one that has the trace.',
  'file.place': 'Line {{line}}, column {{column}}:',
  'file.ends': 'the file ends there',
  'file.error.CLEW_TRACE_FILE_EMPTY': 'The file is empty.',
  'file.error.CLEW_TRACE_FILE_NOT_JSON': 'The file is not JSON.',
  'file.error.CLEW_TRACE_FILE_UNKNOWN':
    'The file is JSON, but not traces of Jaeger, OTLP or Zipkin. It holds:',
  'file.error.CLEW_TRACE_FILE_MALFORMED':
    'The file looks like {{format}}, but is not as it should be:',
  'file.error.CLEW_TRACE_FILE_NO_SPANS': 'The file is {{format}}, but no span can be read from it.',
  'file.error.CLEW_TRACE_FILE_TOO_LARGE':
    'The file is too large for a browser. Split it, or have OTLP with one request a line.',
  'file.error.CLEW_FILE_DAMAGED': 'The file is compressed with gzip and damaged.',
  'file.error.CLEW_FILE_UNREADABLE': 'The browser can’t read the file. Is it a folder, or gone?',
  'file.error.CLEW_FILE_FAILED': 'Reading the file failed:',

  'download.button': 'Download',
  'download.as': 'Download as {{format}}',
  'download.jaeger': 'Jaeger JSON',
  'download.jaegerHint': 'For Jaeger’s UI and tools',
  'download.otlp': 'OTLP JSON',
  'download.otlpHint': 'With every attribute, event and link',
  'download.writing': 'Writing the file…',
  'download.failed': 'The file could not be written: {{message}}',
} as const;
