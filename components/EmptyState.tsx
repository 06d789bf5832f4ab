/** What stands where there is nothing yet, and the next step. */
export function EmptyState({ title, text }: { title: string; text: string }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      <p>{text}</p>
    </div>
  );
}
