import { PageTitle } from "./PageTitle.tsx";

/** The next step from an error: somewhere to go, or something to send. */
export type ErrorAction =
  | { label: string; href: string }
  | { label: string; post: string; fields: Record<string, string> };

interface ErrorPageProps {
  status: number;
  title: string;
  /** What happened and what one can do. */
  text: string;
  action?: ErrorAction;
}

/** Says plainly what happened. */
export function ErrorPage({ status, title, text, action }: ErrorPageProps) {
  return (
    <main class="single">
      <PageTitle title={title} />
      <div class="card">
        <header class="card-head">
          <p class="card-text">{status}</p>
          <h1 class="card-title">{title}</h1>
          <p class="card-text">{text}</p>
        </header>
        {action && <Action action={action} />}
      </div>
    </main>
  );
}

function Action({ action }: { action: ErrorAction }) {
  if ("href" in action) {
    return <a class="button" data-kind="primary" href={action.href}>{action.label}</a>;
  }
  return (
    <form class="card-form" method="post" action={action.post}>
      {Object.entries(action.fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class="button" data-kind="primary" type="submit">{action.label}</button>
    </form>
  );
}
