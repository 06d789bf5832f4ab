import { Head } from "fresh/runtime";
import { useContext } from "preact/hooks";
import { ServerName } from "./server_name.ts";

interface PageTitleProps {
  title: string;
  /** Whether what was sent was refused: the title of the window says so first. */
  failed?: boolean;
}

/** The title of the window: what the page is, and of which server. */
export function PageTitle({ title, failed }: PageTitleProps) {
  const server = useContext(ServerName);
  return (
    <Head>
      <title>{`${failed ? "Error: " : ""}${title} · ${server}`}</title>
    </Head>
  );
}
