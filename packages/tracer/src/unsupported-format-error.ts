/** `inject` or `extract` was called with a format for which nothing is registered. */
export class UnsupportedFormatError extends Error {
  readonly code = 'CLEW_TRACER_UNSUPPORTED_FORMAT';
  override readonly name = 'UnsupportedFormatError';

  constructor(method: string, format: unknown) {
    super(
      `Unsupported format: ${method}() was called with '${String(format)}'; there are opentracing.FORMAT_TEXT_MAP, FORMAT_HTTP_HEADERS and FORMAT_BINARY, and what was registered with registerInjector() and registerExtractor()`,
    );
  }
}
