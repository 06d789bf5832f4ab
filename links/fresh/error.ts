/** Stands in for Fresh's `HttpError`. */

/** Thrown to answer with an HTTP error; without a message, by the reason phrase of the status. */
export class HttpError extends Error {
  constructor(public status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
  }
}
