/** One step of the schema. */
export interface Migration {
  /** Run in one transaction. */
  statements: string[];
  /** Set where servers that know only the schema before it can no longer use the database. While it is not, they go on
   *  beside newer ones until they are replaced. */
  breaking?: true;
}
