import { asset, Head } from "fresh/runtime";

/** The sheet of the pages around accounts; the chat page does without it. */
export function PageStyles() {
  return (
    <Head>
      <link rel="stylesheet" href={asset("/css/account.css")} />
    </Head>
  );
}
