/** The sending half of one socket. */
export interface Transport {
  /** Hands a frame over. Must not throw; a closed socket swallows it. */
  send(frame: string): void;
  /** Bytes handed over but not yet taken by the network. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
}
