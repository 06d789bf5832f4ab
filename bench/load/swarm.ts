import { libc } from "./libc.ts";

const AF_INET = 2;
const STREAM_NONBLOCKING_CLOEXEC = 1 | 0o4000 | 0o2000000;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SO_LINGER = 13;
const MSG_NOSIGNAL = 0x4000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_MOD = 3;
const EPOLLIN = 1;
const EPOLLOUT = 4;
const EPOLLERR = 8;
const EPOLLHUP = 16;

/** The kernel packs `struct epoll_event` on x86-64 only; in 32-bit words. */
const EVENT_WORDS = Deno.build.arch === "x86_64" ? 3 : 4;
const DATA_WORD = EVENT_WORDS - 2;
const EVENTS_AT_ONCE = 512;

/** One read takes at most this. Above the largest frame that any scenario causes. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** What a connection does with what happens to it. */
export interface Receiver {
  onConnected(): void;
  /** Looks at `bytes` from 0 to `end`; returns how many it is done with. The rest is shown again, with more.
   *  The bytes are the swarm's: they are overwritten after the call. */
  onBytes(bytes: Uint8Array, end: number): number;
  /** The connection is gone, by the other side or because it could not be made. */
  onGone(): void;
}

/** One TCP connection of a swarm. */
export class Line {
  readonly #swarm: Swarm;
  readonly fd: number;
  readonly receiver: Receiver;
  /** Bytes of an incomplete frame. */
  rest: Uint8Array | null = null;
  /** Bytes the kernel did not take yet. */
  unsent: Uint8Array | null = null;
  connected = false;
  open = true;

  constructor(swarm: Swarm, fd: number, receiver: Receiver) {
    this.#swarm = swarm;
    this.fd = fd;
    this.receiver = receiver;
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.open) this.#swarm.send(this, bytes);
  }

  /** Ends the connection. `cut`: with a reset, as if the machine had been unplugged. */
  close({ cut = false } = {}): void {
    if (this.open) this.#swarm.close(this, cut);
  }
}

/** Thousands of TCP connections to ports of this machine, which take turns, driven by one thread: `poll` waits for the
 *  kernel and calls the receivers. */
export class Swarm {
  readonly #epoll = libc.epoll_create1(0);
  readonly #lines = new Map<number, Line>();
  readonly #events = new Int32Array(EVENT_WORDS * EVENTS_AT_ONCE);
  readonly #event = new Int32Array(EVENT_WORDS);
  readonly #pollFd = new Int32Array([this.#epoll, EPOLLIN]);
  readonly #timeout = new BigInt64Array(2);
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #addresses: Uint8Array<ArrayBuffer>[];
  #connected = 0;

  constructor(port: number | number[]) {
    this.#addresses = [port].flat().map(addressOf);
  }

  /** How many connections are open or being made. */
  get size(): number {
    return this.#lines.size;
  }

  connect(receiver: Receiver): Line {
    const fd = libc.socket(AF_INET, STREAM_NONBLOCKING_CLOEXEC, 0);
    if (fd < 0) throw new Error("Cannot open a socket: raise `ulimit -n`");
    libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, new Int32Array([1]), 4);
    const line = new Line(this, fd, receiver);
    this.#lines.set(fd, line);
    const address = this.#addresses[this.#connected++ % this.#addresses.length]!;
    libc.connect(fd, address, address.length);
    this.#watch(EPOLL_CTL_ADD, fd, EPOLLOUT);
    return line;
  }

  /** Handles what has arrived, after waiting for it at most this long.
   *  @param onRead called before what one connection got is handled */
  poll(timeoutMs: number, onRead?: () => void): void {
    let count = libc.epoll_wait(this.#epoll, this.#events, EVENTS_AT_ONCE, 0);
    if (count === 0 && timeoutMs > 0) {
      this.#wait(timeoutMs);
      count = libc.epoll_wait(this.#epoll, this.#events, EVENTS_AT_ONCE, 0);
    }
    for (let i = 0; i < count; i++) {
      const line = this.#lines.get(this.#events[i * EVENT_WORDS + DATA_WORD]!);
      if (!line) continue;
      onRead?.();
      this.#handle(line, this.#events[i * EVENT_WORDS]!);
    }
  }

  /** For lines only. */
  send(line: Line, bytes: Uint8Array<ArrayBuffer>): void {
    if (line.unsent) {
      line.unsent = concat(line.unsent, bytes);
      return;
    }
    const sent = Math.max(0, libc.send(line.fd, bytes, bytes.length, MSG_NOSIGNAL));
    if (sent === bytes.length) return;
    line.unsent = bytes.slice(sent);
    this.#watch(EPOLL_CTL_MOD, line.fd, EPOLLIN | EPOLLOUT);
  }

  /** For lines only. */
  close(line: Line, cut: boolean): void {
    line.open = false;
    if (cut) libc.setsockopt(line.fd, SOL_SOCKET, SO_LINGER, new Int32Array([1, 0]), 8);
    libc.close(line.fd);
    this.#lines.delete(line.fd);
  }

  closeAll(): void {
    for (const line of [...this.#lines.values()]) line.close();
  }

  /** Not by `epoll_wait`: that counts in whole milliseconds. */
  #wait(timeoutMs: number): void {
    this.#timeout[1] = BigInt(Math.round(Math.min(timeoutMs, 999) * 1_000_000));
    libc.ppoll(this.#pollFd, 1, this.#timeout, null);
  }

  #handle(line: Line, events: number): void {
    if (!line.connected) return this.#finishConnect(line);
    if (events & EPOLLOUT && line.unsent) this.#sendRest(line);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) this.#read(line);
  }

  #finishConnect(line: Line): void {
    const error = new Int32Array(1);
    libc.getsockopt(line.fd, SOL_SOCKET, SO_ERROR, error, new Int32Array([4]));
    if (error[0] !== 0) return this.#gone(line);
    line.connected = true;
    this.#watch(EPOLL_CTL_MOD, line.fd, EPOLLIN);
    line.receiver.onConnected();
  }

  #sendRest(line: Line): void {
    const rest = line.unsent as Uint8Array<ArrayBuffer>;
    line.unsent = null;
    this.#watch(EPOLL_CTL_MOD, line.fd, EPOLLIN);
    this.send(line, rest);
  }

  #read(line: Line): void {
    const buffer = this.#buffer;
    const kept = line.rest?.length ?? 0;
    if (kept === buffer.length) throw new RangeError(`A frame is above ${BUFFER_BYTES} bytes`);
    if (line.rest) buffer.set(line.rest);
    const target = kept > 0 ? buffer.subarray(kept) : buffer;
    const count = libc.recv(line.fd, target, buffer.length - kept, 0);
    if (count <= 0) return this.#gone(line);
    const end = kept + count;
    const done = line.receiver.onBytes(buffer, end);
    line.rest = done < end ? buffer.slice(done, end) : null;
  }

  #gone(line: Line): void {
    if (!line.open) return;
    this.close(line, false);
    line.receiver.onGone();
  }

  #watch(operation: number, fd: number, events: number): void {
    this.#event[0] = events;
    this.#event[DATA_WORD] = fd;
    libc.epoll_ctl(this.#epoll, operation, fd, this.#event);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** As connect(2) takes it. */
function addressOf(port: number): Uint8Array<ArrayBuffer> {
  const address = new Uint8Array(16);
  address.set([AF_INET, 0, port >> 8, port & 255, 127, 0, 0, 1]);
  return address;
}
