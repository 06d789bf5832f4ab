/** Of every database. */
export const EPOCH = "1";
