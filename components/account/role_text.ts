import type { Role } from "../../protocol/entities.ts";

/** What each role is called, and what it means for whoever has it. */
export const ROLE_TEXT: Record<Role, { name: string; you: string }> = {
  owner: { name: "Owner", you: "You own this server." },
  admin: { name: "Admin", you: "You are an admin." },
  member: { name: "Member", you: "You are a member." },
  guest: { name: "Guest", you: "You are a guest." },
};
