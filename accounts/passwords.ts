/** What scrypt takes to hash one password: 128 · N · r bytes of memory. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
}
