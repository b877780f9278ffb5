// Answers what is no HTTP request, for which there is no route and no reply yet.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

const statusOfFault: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The body of an error that has no API's form. */
export function plainError(code: string, message: string): object {
  return { error: { code, message } };
}

/** Answers what node's parser found fault with, and closes the connection: nobody knows where the next request starts. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // One that was reset by the other side, or is answered already, takes nothing more.
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswered(socket)) {
    socket.destroy(error);
    return;
  }
  const status = statusOfFault[error.code ?? ''] ?? 400;
  const reason = STATUS_CODES[status] ?? '';
  const body = JSON.stringify(plainError('CLEW_BAD_REQUEST', `no HTTP request: ${reason}`));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Whether an answer to a request before it is on its way. */
function isAnswered(socket: Socket & { _httpMessage?: { _headerSent?: boolean } | null }): boolean {
  return socket._httpMessage?._headerSent === true;
}
