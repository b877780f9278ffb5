// The way of a gRPC stream's messages into the store: a window of them is under way at a time, and the client is read no faster than
// that. The stream is answered when it has ended and all that came is stored.
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import { type IntakeMethod, refusalStatus, takeIn } from './grpc-intake.ts';
import { refused } from './http-intake.ts';
import type { ReceiverContext } from './receiver.ts';
import { RefusalError } from './refusal.ts';

/** Messages of one stream that are not stored yet. One sync of the disk is enough for all of them. */
const WINDOW = 64;
const NOTHING: Buffer = Buffer.alloc(0);

type Call = ServerReadableStream<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;

/** The streams that are open of a method. */
export class StreamIntake {
  readonly #method: IntakeMethod;
  readonly #context: ReceiverContext;
  readonly #open: Set<OpenStream> = new Set();

  constructor(method: IntakeMethod, context: ReceiverContext) {
    this.#method = method;
    this.#context = context;
  }

  /** Handles a call. */
  readonly take = (call: Call, answer: Answer): void => {
    const stream = new OpenStream(call, answer, this.#method, this.#context, () =>
      this.#open.delete(stream),
    );
    this.#open.add(stream);
  };

  /**
   * Reads no more from any stream, and answers each when what came is stored. Some clients keep one open for as long as they run; they
   * open the next one when this is answered.
   */
  close(): void {
    for (const stream of this.#open) stream.end();
  }
}

/** One stream until it is answered. */
class OpenStream {
  readonly #call: Call;
  readonly #answer: Answer;
  readonly #method: IntakeMethod;
  readonly #context: ReceiverContext;
  readonly #onAnswered: () => void;
  #underWay = 0;
  #isEnded = false;
  #isAnswered = false;
  /** The first message that could not be read: it costs no other message, but the client is told in the end. */
  #unreadable: RefusalError | undefined;

  constructor(
    call: Call,
    answer: Answer,
    method: IntakeMethod,
    context: ReceiverContext,
    onAnswered: () => void,
  ) {
    this.#call = call;
    this.#answer = answer;
    this.#method = method;
    this.#context = context;
    this.#onAnswered = onAnswered;
    call.on('data', (message: Buffer) => this.#take(message));
    call.on('end', () => this.end());
    // The call is over, and nobody hears an answer; what came is stored.
    call.on('cancelled', () => {
      if (!this.#isEnded) refused(new RefusalError('aborted', 'the stream did not end'), context);
      this.#isEnded = true;
      this.#over();
    });
    call.on('error', (error) => context.logger.debug({ err: error }, 'a stream failed'));
  }

  /** Takes no more messages. */
  end(): void {
    this.#isEnded = true;
    this.#answerWhenStored();
  }

  #take(message: Buffer): void {
    if (this.#isEnded) return;
    this.#underWay++;
    if (this.#underWay === WINDOW) this.#call.pause();
    takeIn(message, this.#method, this.#context).then(
      () => this.#stored(),
      (error: unknown) => {
        const refusal = refused(error, this.#context);
        if (refusal.reason === 'malformed' || refusal.reason === 'too-large') {
          this.#unreadable ??= refusal;
        } else this.#refuse(refusal);
        this.#stored();
      },
    );
  }

  #stored(): void {
    this.#underWay--;
    if (this.#isEnded) this.#answerWhenStored();
    else if (this.#call.isPaused()) this.#call.resume();
  }

  #answerWhenStored(): void {
    if (this.#underWay > 0 || this.#isAnswered) return;
    if (this.#unreadable !== undefined) {
      this.#refuse(this.#unreadable);
      return;
    }
    this.#over();
    this.#answer(null, NOTHING);
  }

  #refuse(refusal: RefusalError): void {
    this.#isEnded = true;
    if (this.#isAnswered) return;
    this.#over();
    this.#answer(refusalStatus(refusal, this.#method.encodeStatus));
  }

  #over(): void {
    this.#isAnswered = true;
    this.#onAnswered();
  }
}
