// An endpoint that was read, in memory that is kept. Hot: no object for an endpoint.
import type { AttributeAppender } from '@clew/model';
import { utf8Encode } from '@clew/model';
import { IpText, isEmbeddedV4 } from './ip-text.ts';
import { LowerCase } from './lower-case.ts';

const NOTHING: Uint8Array = new Uint8Array(0);

/** The names of an endpoint's attributes. */
export interface EndpointKeys {
  readonly service: Uint8Array;
  readonly ip: Uint8Array;
  readonly port: Uint8Array;
}

/** Those of the endpoint that recorded a span, in its resource. */
export const LOCAL_KEYS: EndpointKeys = {
  service: utf8Encode('service.name'),
  ip: utf8Encode('net.host.ip'),
  port: utf8Encode('net.host.port'),
};
/** Those of the other side of a call, in the span. */
export const REMOTE_KEYS: EndpointKeys = {
  service: utf8Encode('peer.service'),
  ip: utf8Encode('net.peer.ip'),
  port: utf8Encode('net.peer.port'),
};

/** A service, its addresses and its port, each of which may be missing. */
export class ReadEndpoint {
  /** In lower case. */
  readonly service: LowerCase = new LowerCase();
  readonly ipv4: IpText = new IpText();
  readonly ipv6: IpText = new IpText();
  /** 0: none. */
  port = 0;

  #serviceEnd = 0;
  #ipv4Length = 0;
  #ipv6Length = 0;
  #port = 0;

  get isEmpty(): boolean {
    return !this.hasService && this.ipv4.length === 0 && this.ipv6.length === 0 && this.port === 0;
  }

  /** Empties it, which {@link recall} takes back until something is filled in. */
  clear(): void {
    if (this.isEmpty) return;
    const { service, ipv4, ipv6 } = this;
    this.#serviceEnd = service.end;
    this.#ipv4Length = ipv4.length;
    this.#ipv6Length = ipv6.length;
    this.#port = this.port;
    service.end = service.start;
    ipv4.length = ipv6.length = this.port = 0;
  }

  /** Makes it what it was when it was cleared. */
  recall(): void {
    this.service.end = this.#serviceEnd;
    this.ipv4.length = this.#ipv4Length;
    this.ipv6.length = this.#ipv6Length;
    this.port = this.#port;
  }

  /** Lets go of what it was read from. */
  release(): void {
    this.service.read(NOTHING, 0, 0);
    this.clear();
    this.#serviceEnd = 0;
  }

  get hasService(): boolean {
    return this.service.end > this.service.start;
  }

  /** Takes an address of 4 or 16 bytes; one of another length is none, as with Zipkin. */
  setAddress(source: Uint8Array, at: number, length: number): void {
    if (length === 4) this.ipv4.writeV4(source, at);
    else if (length !== 16) return;
    else if (isEmbeddedV4(source, at)) this.ipv4.writeV4(source, at + 12);
    else this.ipv6.writeV6(source, at);
  }

  /** Takes a port; one that can't be is none. */
  setPort(port: number): void {
    this.port = port > 0 && port < 65_536 ? port : 0;
  }

  /** Appends the service's name. */
  appendService({ service: key }: EndpointKeys, appender: AttributeAppender): void {
    if (!this.hasService) return;
    appender.setKey(key, 0, key.length);
    appender.string(this.service.bytes, this.service.start, this.service.end);
  }

  /** Appends the addresses and the port. */
  appendAddress({ ip, port }: EndpointKeys, appender: AttributeAppender): void {
    appendText(this.ipv4, ip, appender);
    appendText(this.ipv6, ip, appender);
    if (this.port === 0) return;
    appender.setKey(port, 0, port.length);
    appender.int64(this.port, 0);
  }
}

function appendText(text: IpText, key: Uint8Array, appender: AttributeAppender): void {
  if (text.length === 0) return;
  appender.setKey(key, 0, key.length);
  appender.string(text.bytes, 0, text.length);
}
