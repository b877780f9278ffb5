/** Decides how many debug traces may be started. */
export interface DebugThrottler {
  /** Whether one more may be started for an operation. */
  isAllowed(operation: string): boolean;
  /** Says whose traces they are. */
  setProcess?(process: { readonly uuid: string; readonly serviceName: string }): void;
  close?(callback?: () => void): void;
}
