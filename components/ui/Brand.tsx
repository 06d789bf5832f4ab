/** The mark: two lines of talk in a bubble. */
export function Mark({ size }: { size: 22 | 36 }) {
  return (
    <svg class="brand-mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M7 2h10a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H8.5l-4.9 2.7A1 1 0 0 1 2 21.9V7a5 5 0 0 1 5-5Z" />
      <path d="M7.5 9h9M7.5 13.5h5.5" />
    </svg>
  );
}

/** The mark with the server's name. */
export function Brand({ name }: { name: string }) {
  return (
    <span class="brand">
      <Mark size={22} />
      <bdi class="brand-name">{name}</bdi>
    </span>
  );
}
