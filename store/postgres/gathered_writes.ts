import { failureKind } from "../../postgres/failure.ts";
import { WriteQueue } from "../write_queue.ts";
import type { Database, Transaction } from "./database.ts";

/** Writes of one kind that come in crowds, and meet each other at no row: those that come while some are being committed go
 *  together in the next transaction.
 *  @param send sends what one of them writes
 *  @param toError what a caller is told of an error that is theirs alone
 *  @returns resolves once it is committed */
export function gatheredWrites<Values>(
  db: Database,
  send: (transaction: Transaction, values: Values) => void,
  toError: (error: unknown) => Error,
): (values: Values) => Promise<void> {
  const write = (all: Values[]) =>
    db.write((transaction) => {
      transaction.together(() => all.forEach((values) => send(transaction, values)));
      return Promise.resolve();
    });
  /** As many answers as values: undefined, or an error. */
  const writeAll = async (all: Values[]): Promise<(void | Error)[]> => {
    try {
      await write(all);
      return all.map(() => undefined);
    } catch (error) {
      if (all.length === 1 || failureKind(error) !== "statement") {
        return all.map(() => toError(error));
      }
    }
    const answers: (void | Error)[] = [];
    for (const values of all) answers.push(...await writeAll([values]));
    return answers;
  };
  const queue = new WriteQueue<Values>(writeAll);
  return (values) => queue.add(values) as Promise<void>;
}
