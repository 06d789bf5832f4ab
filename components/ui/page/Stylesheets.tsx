import { asset, Head } from "fresh/runtime";

/** Sheets that a page needs besides those of `Document`, by their names in static/css. */
export function Stylesheets({ names }: { names: string[] }) {
  return (
    <Head>
      {names.map((name) => <link key={name} rel="stylesheet" href={asset(`/css/${name}.css`)} />)}
    </Head>
  );
}
