/** Which data a version is of. One row, from the first start on. */
export const epoch: string[] = ["CREATE TABLE epoch (value TEXT NOT NULL) STRICT"];
