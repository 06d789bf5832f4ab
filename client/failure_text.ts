import type { WireError } from "../protocol/errors.ts";

/** Why a message was not sent, as a sentence for its writer. */
export function failureText(error: WireError): string {
  switch (error.code) {
    case "text_too_long":
    case "frame_too_big":
      return "This message is too long.";
    case "text_empty":
      return "This message is empty.";
    case "room_not_found":
      return "This room does not exist.";
    case "session_expired":
    case "not_authenticated":
      return "You are signed out.";
    case "storage_failed":
      return "The server could not store this message.";
    default:
      return `${error.message}.`.replace(/\.\.$/, ".");
  }
}
