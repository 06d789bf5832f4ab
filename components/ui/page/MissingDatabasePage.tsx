/** All there is without a database, so it loads no stylesheet. */
const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
code { overflow-wrap: anywhere }
li { margin-block: 0.5rem }`;

/** Tells whoever set this server up on Deno Deploy what it still needs.
 *  @param nonce of its style */
export function MissingDatabasePage({ nonce }: { nonce: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>No database · Confab</title>
        <style nonce={nonce}>{STYLE}</style>
      </head>
      <body>
        <h1>The chat has no database yet</h1>
        <p>
          Deno Deploy keeps no files, so what people write has to go to a PostgreSQL database. Until
          there is one, nobody can come in, and nothing is lost.
        </p>
        <p>If you run this chat:</p>
        <ol>
          <li>
            In the console of Deno Deploy, open <strong>Databases</strong>{" "}
            and provision one (Prisma Postgres), or link a PostgreSQL server of your own.
          </li>
          <li>
            <strong>Assign</strong> it to this app. Deno Deploy then sets <code>DATABASE_URL</code>
            {" "}
            and <code>PGHOST</code> by itself.
          </li>
          <li>Deploy again: the tables are made before the chat starts.</li>
        </ol>
        <p>
          <code>docs/DEPLOY.md</code> in its sources has every step.
        </p>
      </body>
    </html>
  );
}
