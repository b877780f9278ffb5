/** An answer of the API that is no success, or none at all. */
export class ApiError extends Error {
  /** The server's code (`CLEW_…`), or `CLEW_UNREACHABLE` when there was no answer. */
  readonly code: string;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The parameter that is to blame, where one is. */
  readonly parameter: string | undefined;

  constructor(message: string, status: number, code: string, parameter?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.parameter = parameter;
  }
}
