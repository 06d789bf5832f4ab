/** Tells all hubs at once of a batch. It may lose anything at any time: whatever it tells is in the table as well. */
export interface Doorbell {
  /** Whether what is rung now is likely to be heard. */
  readonly isConnected: boolean;
  /** Tells everybody who listens, this hub too. Never throws. */
  ring(word: string): void;
  close(): void;
}

/** Begins to listen; goes on by itself after any loss.
 *  @param hear called with each word that was rung, by whichever hub */
export type OpenDoorbell = (hear: (word: string) => void) => Doorbell;
