type Call<Args extends unknown[], Answer> = (...args: Args) => Promise<Answer>;

/** Something that happens at the next call of a function, and at no later one. */
export class Once {
  #act: (() => Promise<unknown>) | null = null;

  next(act: () => Promise<unknown>): void {
    this.#act = act;
  }

  /** The function, with what is to happen before it begins. */
  before<Args extends unknown[], Answer>(call: Call<Args, Answer>): Call<Args, Answer> {
    return async (...args) => {
      await this.#happens();
      return await call(...args);
    };
  }

  /** The function, with what is to happen before its answer is there. */
  after<Args extends unknown[], Answer>(call: Call<Args, Answer>): Call<Args, Answer> {
    return async (...args) => {
      const answer = await call(...args);
      await this.#happens();
      return answer;
    };
  }

  async #happens(): Promise<void> {
    const act = this.#act;
    this.#act = null;
    await act?.();
  }
}
