/** How far the upgrade of a database is, in schema versions: what it had, what it has, what it will have. */
export interface Upgrade {
  from: number;
  reached: number;
  to: number;
}
