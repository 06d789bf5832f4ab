import { sentence, type WireError } from "../../protocol/errors.ts";

/** Why something was refused, as a sentence for whoever wanted it. */
export function failureText(error: WireError): string {
  switch (error.code) {
    case "text_too_long":
    case "frame_too_big":
      return "This message is too long.";
    case "text_empty":
      return "This message is empty.";
    case "room_not_found":
      return "This room does not exist.";
    case "read_only":
      return "This room is read-only.";
    case "not_yours":
      return "You did not write this message.";
    case "edit_conflict":
      return "It was changed on another device meanwhile.";
    case "user_not_found":
      return "This person has no account here.";
    case "name_taken":
      return "This name is taken. Choose another one.";
    case "wrong_credentials":
      return "The name or password is wrong.";
    case "banned":
      return "You are banned from this server.";
    case "session_expired":
    case "not_authenticated":
      return "You are signed out.";
    case "storage_failed":
      return "The server could not store this message.";
    // "forbidden" too: the server says what it would take.
    default:
      return sentence(error);
  }
}
