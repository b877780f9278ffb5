// What the senders over HTTP share: one POST a batch over connections that are kept, and further tries with growing
// pauses where the other side, or the way there, may recover.
import { type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { EncodedBatch, SpanEncoder } from '../encoding/span-encoder.ts';
import type { Sender } from './sender.ts';

const DEFAULT_TIMEOUT_MS = 5000;
const MAX_BATCH_BYTES = 1 << 20;
const MAX_BATCH_SPANS = 512;
const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** An answer says little; more than this of it is not read. */
const MAX_ANSWER_BYTES = 1 << 16;
/** Of OTLP's specification, "Retryable Response Codes". */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Where and how a sender over HTTP sends. */
export interface HttpSenderOptions {
  /** An `http:` or `https:` address. */
  readonly endpoint: string;
  /** How long an answer may take, in milliseconds; 5000 if left out. */
  readonly timeoutMs?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For basic authentication. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** How often a batch is sent at most; 5 if left out. */
  readonly maxAttempts?: number | undefined;
  /** The pause after a first failure, which doubles with each further one; 500 ms if left out. */
  readonly firstPauseMs?: number | undefined;
}

/** Why a request failed, and whether and when to try again. */
class SendError extends Error {
  readonly isRetryable: boolean;
  readonly pauseMs: number | undefined;

  constructor(message: string, isRetryable: boolean, pauseMs?: number) {
    super(message);
    this.isRetryable = isRetryable;
    this.pauseMs = pauseMs;
  }
}

/** Posts batches to a collector. */
export class HttpSender implements Sender {
  readonly encoder: SpanEncoder;
  readonly maxBatchBytes: number = MAX_BATCH_BYTES;
  readonly maxBatchSpans: number = MAX_BATCH_SPANS;
  readonly maxInFlight: number = 2;
  readonly #url: URL;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  readonly #maxAttempts: number;
  readonly #firstPauseMs: number;
  readonly #requests = new Set<ClientRequest>();
  /** Ends of the pauses that are under way. */
  readonly #pauses = new Set<() => void>();
  #isHurried = false;

  constructor(encoder: SpanEncoder, contentType: string, options: HttpSenderOptions) {
    this.encoder = encoder;
    this.#url = new URL(options.endpoint);
    const { username, password } = options;
    this.#headers = { ...options.headers, 'content-type': contentType };
    if (username !== undefined && password !== undefined) {
      const credentials = Buffer.from(`${username}:${password}`).toString('base64');
      this.#headers['authorization'] = `Basic ${credentials}`;
    }
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#maxAttempts = options.maxAttempts ?? MAX_ATTEMPTS;
    this.#firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
    const isSecure = this.#url.protocol === 'https:';
    this.#agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true });
  }

  toString(): string {
    return `HttpSender(${this.#url.origin}${this.#url.pathname})`;
  }

  async send(batch: EncodedBatch): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.rejectedSpans(await this.#post(batch.bytes));
      } catch (error) {
        if (!(error instanceof SendError) || !error.isRetryable) throw error;
        if (attempt >= this.#maxAttempts || this.#isHurried) throw error;
        const pause = this.#pauseAfter(attempt);
        await this.#pause(error.pauseMs === undefined ? pause : Math.max(error.pauseMs, pause));
      }
    }
  }

  sendNow(): boolean {
    return false;
  }

  hurry(): void {
    this.#isHurried = true;
    for (const end of this.#pauses) end();
  }

  close(): void {
    this.hurry();
    for (const request of this.#requests) request.destroy();
    this.#agent.destroy();
  }

  /** How many spans the other side refused, by its answer. */
  protected rejectedSpans(_answer: Buffer): number {
    return 0;
  }

  #pauseAfter(attempt: number): number {
    const longest = Math.min(this.#firstPauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    // Clients that failed together are not to come back together.
    return longest * (0.5 + Math.random() / 2);
  }

  #pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(millis, LONGEST_PAUSE_MS));
      timer.unref();
      this.#pauses.add(end);
    });
  }

  #post(body: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const makeRequest = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = makeRequest(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: { ...this.#headers, 'content-length': body.length },
      });
      this.#requests.add(request);
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      const fail = (error: Error): void => {
        reject(new SendError(`${this}: ${error.message}`, true));
      };
      request.on('error', fail);
      request.on('close', () => {
        clearTimeout(timer);
        this.#requests.delete(request);
        fail(new Error('the connection was closed'));
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          if (statusCode >= 200 && statusCode < 300) {
            resolve(Buffer.concat(chunks));
            return;
          }
          const text = Buffer.concat(chunks).toString('utf8').slice(0, 200).trim();
          const message = `${this}: answered ${statusCode}${text === '' ? '' : ` (${text})`}`;
          const pause = retryAfterMs(headers['retry-after']);
          reject(new SendError(message, RETRYABLE.has(statusCode), pause));
        });
      });
      request.end(body);
    });
  }
}

/** The milliseconds that `Retry-After` asks for, in seconds or as a date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
