/** The sending half of one socket. */
export interface Transport {
  /** Hands a frame over. Must not throw; a closed socket swallows it. */
  send(frame: string): void;
  /** Bytes handed over but not yet taken by the network. */
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
  /** Ends it without a goodbye, and gives back at once what it holds of what arrived. */
  drop(): void;
}
