/** All there is for whoever asks for a host that is none of ours, so it loads no stylesheet. */
const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
code { overflow-wrap: anywhere }`;

/** Tells how the server is made to answer by a name.
 *  @param nonce of its style */
export function UnknownHostPage({ host, nonce }: { host: string; nonce: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Unknown host · Confab</title>
        <style nonce={nonce}>{STYLE}</style>
      </head>
      <body>
        <h1>This server does not know that name</h1>
        <p>
          It was asked for <code>{host}</code>, and answers only by names that it was told.
        </p>
        <p>
          If you run it and this is its address, start it with{" "}
          <code>PUBLIC_URL=https://{host}</code>{" "}
          (with http and a port, if that is how it is reached). If this is one name of several, add
          it to <code>ALLOWED_HOSTS</code>.
        </p>
      </body>
    </html>
  );
}
