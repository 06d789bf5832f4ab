/** "Ada joined", "Ada, Bo and 2 others joined · Cy left". Names at most two, then a number. */
export function presenceText(joined: readonly string[], left: readonly string[]): string {
  return [phrase(joined, "joined"), phrase(left, "left")].filter((part) => part !== "").join(" · ");
}

/** "Ada is typing", "Ada and Bo are typing", "Several people are typing"; empty for nobody. */
export function typingText(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length === 1) return `${names[0]} is typing`;
  return names.length === 2
    ? `${names[0]} and ${names[1]} are typing`
    : "Several people are typing";
}

/** "Ada is online", "Ada and Bo are online", "Ada and 3 others are online"; for nobody "Nobody else is online". */
export function onlineText(names: readonly string[]): string {
  if (names.length === 0) return "Nobody else is online";
  return phrase(names, names.length === 1 ? "is online" : "are online");
}

function phrase(names: readonly string[], verb: string): string {
  const [first, second] = names;
  switch (names.length) {
    case 0:
      return "";
    case 1:
      return `${first} ${verb}`;
    case 2:
      return `${first} and ${second} ${verb}`;
    default:
      return `${first} and ${names.length - 1} others ${verb}`;
  }
}
