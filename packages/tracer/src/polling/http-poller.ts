// Asks an agent for something again and again: strategies, credits, restrictions. Nothing of it keeps a process alive.
import { type ClientRequest, get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { processLogger } from '../logger.ts';
import { AnswerError } from './answer-error.ts';

const DEFAULT_TIMEOUT_MS = 5000;
const MAX_ANSWER_BYTES = 1 << 20;
/** Node takes a longer pause for one of a millisecond. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** What a {@link HttpPoller} asks, when, and what it does with the answer. */
export interface HttpPollerOptions {
  /** The address for the next question, or undefined to leave this one out. */
  readonly url: () => URL | undefined;
  /** The pause between two questions, in milliseconds; 0 asks only when {@link HttpPoller.poll} is called. */
  readonly intervalMs: number;
  /** The pause before the first question; a random part of the interval if left out, so that processes spread out. */
  readonly initialDelayMs?: number | undefined;
  /** How long an answer may take, in milliseconds; 5000 if left out. */
  readonly timeoutMs?: number | undefined;
  /** Takes an answer, which was JSON. What it throws goes to `onError`. */
  readonly onAnswer: (answer: unknown) => void;
  /** Takes what went wrong: an {@link AnswerError} if the answer was no JSON. */
  readonly onError: (error: Error) => void;
}

/** Asks over HTTP at an interval; never two questions at once. */
export class HttpPoller {
  readonly #options: HttpPollerOptions;
  #timer: NodeJS.Timeout | undefined;
  #request: ClientRequest | undefined;
  #polling: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: HttpPollerOptions) {
    this.#options = options;
    const { intervalMs, initialDelayMs = Math.random() * intervalMs } = options;
    if (intervalMs > 0) this.#schedule(initialDelayMs);
  }

  /** Asks now, or waits for the question that is under way; resolves when the answer, or the error, was handed on. */
  async poll(): Promise<void> {
    if (this.#isClosed) return;
    this.#polling ??= this.#ask().finally(() => {
      this.#polling = undefined;
    });
    await this.#polling;
  }

  /** Asks no more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(
      () => {
        void this.poll().then(() => {
          if (!this.#isClosed) this.#schedule(this.#options.intervalMs);
        });
      },
      Math.min(delayMs, MAX_DELAY_MS),
    );
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    const { url, onAnswer } = this.#options;
    try {
      const address = url();
      if (address === undefined) return;
      const text = await this.#get(address);
      if (!this.#isClosed) onAnswer(parsed(text, address.host));
    } catch (error) {
      if (!this.#isClosed) this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The application's metrics and loggers may throw; nobody awaits the questions that a timer asks. */
  #fail(error: Error): void {
    try {
      this.#options.onError(error);
    } catch (failure) {
      processLogger.error(`${error.message}; that could not be counted or logged: ${failure}`);
    }
  }

  #get(url: URL): Promise<string> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    return new Promise((resolve, reject) => {
      const get = url.protocol === 'https:' ? httpsGet : httpGet;
      // No agent: a connection that is kept for a minute serves nobody.
      const request = get(url, { agent: false, headers: { accept: 'application/json' } });
      this.#request = request;
      const timer = setTimeout(() => {
        request.destroy(new Error(`${url.host} gave no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      timer.unref();
      request.on('socket', (socket) => socket.unref());
      request.on('error', reject);
      request.on('close', () => {
        clearTimeout(timer);
        // The next question may be under way before the connection of this one is closed.
        if (this.#request === request) this.#request = undefined;
        reject(new Error(`${url.host} closed the connection`));
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
          else
            request.destroy(new Error(`${url.host} answered more than ${MAX_ANSWER_BYTES} bytes`));
        });
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
          else reject(new Error(`${url.host} answered ${response.statusCode}`));
        });
      });
    });
  }
}

function parsed(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AnswerError(`${host} answered something that is not JSON`, { cause: error });
  }
}
