/** Something was answered, but not what was asked for. */
export class AnswerError extends Error {
  readonly code = 'CLEW_TRACER_ANSWER';
  override readonly name = 'AnswerError';
}
