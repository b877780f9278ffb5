/** The search's bar and form. */
export const query = {
  'query.bar': 'Query',
  'query.placeholder': 'Words, a trace ID, or { duration > 20ms && .http.status_code >= 500 }',
  'query.form': 'Filters',
  'query.showForm': 'Show the filters',
  'query.hideForm': 'Hide the filters',
  'query.more':
    'The query asks for more than these fields can show. What they don’t show stays as it is.',
  'query.unreadable': 'The query in the bar can’t be read yet.',
  'query.addRow': 'Another attribute',
  'query.removeRow': 'Remove attribute {{number}}',
  'query.rowKey': 'Attribute {{number}}',
  'query.rowOperator': 'Comparison of attribute {{number}}',
  'query.rowValue': 'Value of attribute {{number}}',
  'query.anyKey': 'Key',
  'query.anyValue': 'Value',
  'query.exists': 'exists',
  'query.missing': 'missing',
  'query.trace': 'Enter opens the trace {{traceId}}',
  'query.words': 'Enter looks for these words in services, operations and status messages',
} as const;
