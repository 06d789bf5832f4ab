/** The few calls of the C library that the load generator makes directly: a socket read costs it one system
 *  call and no event loop, so that it is not what a benchmark measures. Linux with glibc only.
 *  Sizes go as u32 and come as i32: as bigint, which is what Deno makes of a size_t, each would be an object. */
const { symbols } = Deno.dlopen("libc.so.6", {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
  ppoll: { parameters: ["buffer", "u32", "buffer", "pointer"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  gettid: { parameters: [], result: "i32" },
});

export const libc = symbols;

const time = new Uint32Array(4);
const CLOCK_MONOTONIC = 1;

/** The system's monotonic clock in milliseconds, the same in every thread and process. */
export function now(): number {
  libc.clock_gettime(CLOCK_MONOTONIC, time);
  return time[0]! * 1_000 + time[2]! / 1_000_000;
}
