/** The shape of messages while a room's first page is on its way. */
export function LogSkeleton() {
  return (
    <div aria-hidden="true">
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row} class="skeleton">
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
