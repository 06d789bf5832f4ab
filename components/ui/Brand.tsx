/** The mark: two lines of talk in a bubble. */
export function Mark({ size }: { size: 16 | 40 }) {
  return (
    <svg class="brand-mark" width={size} height={size} viewBox="2 2 20 20" aria-hidden="true">
      <path
        fill="currentColor"
        fill-rule="evenodd"
        d="M6 2h12a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4h-6l-4.6 3.7A.9.9 0 0 1 6 21v-3a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4Zm1.5 5a1 1 0 0 0 0 2h9a1 1 0 1 0 0-2h-9Zm0 4a1 1 0 1 0 0 2h5a1 1 0 1 0 0-2h-5Z"
      />
    </svg>
  );
}

/** The mark with the product's name. */
export function Brand() {
  return (
    <span class="brand">
      <Mark size={16} />Confab
    </span>
  );
}
