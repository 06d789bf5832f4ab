import type { User } from "../../protocol/entities.ts";

/** Who came into a room for the first time and who left it for good, in a while. Who did both did neither. */
export class Moves {
  readonly entered = new Map<string, User>();
  readonly quit = new Map<string, User>();

  get isEmpty(): boolean {
    return this.entered.size + this.quit.size === 0;
  }

  enter(user: User): void {
    if (!this.quit.delete(user.id)) this.entered.set(user.id, user);
  }

  leave(user: User): void {
    if (!this.entered.delete(user.id)) this.quit.set(user.id, user);
  }
}
