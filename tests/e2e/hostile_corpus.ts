/** Texts that have become markup, script or a broken page somewhere. `shown`: what is seen of it, where that is not
 *  all that was written. */
export interface Hostile {
  text: string;
  shown: string;
}

const ALERT = "alert(1)";
const FENCE = "```";

/** Shown as they are written. */
const PLAIN = [
  // Scripts and elements that run them.
  `<script>${ALERT}</script>`,
  `<ScRiPt src=//elsewhere.example/x.js></sCrIpT>`,
  `</script><script>${ALERT}</script>`,
  `<!--<script>${ALERT}//-->`,
  `<script type="module">import "https://elsewhere.example/x.js"</script>`,
  `</title><script>${ALERT}</script>`,
  `</textarea><script>${ALERT}</script>`,
  `</noscript><script>${ALERT}</script>`,
  `]]><script>${ALERT}</script>`,
  `"><script>${ALERT}</script>`,
  `'-${ALERT}-'`,
  `\\";${ALERT}//`,
  `<img src=x onerror=${ALERT}>`,
  `<img/src/onerror=${ALERT}>`,
  `<image src=x onerror=${ALERT}>`,
  `<body onload=${ALERT}>`,
  `<input autofocus onfocus=${ALERT}>`,
  `<details open ontoggle=${ALERT}>x</details>`,
  `<video><source onerror=${ALERT}></video>`,
  `<audio src=x onerror=${ALERT}>`,
  `<marquee onstart=${ALERT}>x</marquee>`,
  `<div style="position:fixed;inset:0" onmouseover=${ALERT}>x</div>`,
  `<style>*{display:none}</style>`,
  `<style>@import "https://elsewhere.example/x.css";</style>`,
  `<link rel=stylesheet href=https://elsewhere.example/x.css>`,
  `<base href=https://elsewhere.example/>`,
  `<meta http-equiv=refresh content="0;url=https://elsewhere.example">`,
  `<iframe src=javascript:${ALERT}></iframe>`,
  `<iframe srcdoc="<script>${ALERT}</script>"></iframe>`,
  `<object data=javascript:${ALERT}></object>`,
  `<embed src=javascript:${ALERT}>`,
  `<form action=javascript:${ALERT}><button>x</button></form>`,
  `<template><script>${ALERT}</script></template>`,
  `<portal src=x onload=${ALERT}>`,
  // SVG and MathML.
  `<svg onload=${ALERT}>`,
  `<svg><script>${ALERT}</script></svg>`,
  `<svg><animate onbegin=${ALERT} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${ALERT}"><text y=9>x</text></a></svg>`,
  `<svg><foreignObject><body onload=${ALERT}></foreignObject></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${ALERT}>#x"/></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${ALERT}>`,
  `<math href="javascript:${ALERT}">x</math>`,
  // Addresses.
  `javascript:${ALERT}`,
  `JaVaScRiPt:${ALERT}`,
  `java\tscript:${ALERT}`,
  `data:text/html,<script>${ALERT}</script>`,
  `vbscript:msgbox(1)`,
  `[x](javascript:${ALERT})`,
  `![x](x" onerror="${ALERT})`,
  `<javascript:${ALERT}>`,
  `file:///etc/passwd`,
  `//elsewhere.example`,
  // Templates and entities.
  `{{constructor.constructor('${ALERT}')()}}`,
  "${" + ALERT + "}",
  `<%= ${ALERT} %>`,
  `#{${ALERT}}`,
  `&lt;script&gt;${ALERT}&lt;/script&gt;`,
  `&#60;img src=x onerror=${ALERT}&#62;`,
  `&amp;amp;&nbsp;&#0;&bogus;`,
  `\\u003cscript\\u003e${ALERT}\\u003c/script\\u003e`,
  `%3Cscript%3E${ALERT}%3C/script%3E`,
  `＜script＞${ALERT}＜/script＞`,
  `__proto__`,
  // What turns, hides or floods.
  `\u202e${ALERT}<tpircs>\u202c`,
  `\u2066abc\u2067def\u2069`,
  `zero\u200bwidth\u200c\u200d\u2060\ufeff`,
  `\u2028line\u2029ends`,
  `z${"\u0300\u0316\u0489".repeat(60)}a${"\u0334".repeat(80)}lgo`,
  "w".repeat(3_000),
  "<".repeat(1_500),
  `${"界".repeat(800)}`,
  `أهلا وسهلا <b>bold</b> ${"ل".repeat(500)}`,
  "שלום, (a < b) & 'c'",
  "👩‍👩‍👧‍👦".repeat(100),
  "﷽".repeat(60),
];

/** Read as links and code, and nothing else. */
const RICH: Hostile[] = [
  same(`https://example.com/"onmouseover="${ALERT}`),
  same(`https://example.com/'onfocus='${ALERT}`),
  same(`https://example.com/<script>${ALERT}</script>`),
  same(`http://javascript:${ALERT}@example.com`),
  same(`www.example.com/javascript:${ALERT}`),
  same(`https://example.com/\u202egpj.exe`),
  same(`<a href="https://example.com" onclick="${ALERT}">x</a>`),
  same(`https://example.com/${"a".repeat(2_000)}`),
  same(`https://${"a.".repeat(30)}example/?q=&lt;&quot;`),
  { text: `\`<script>${ALERT}</script>\``, shown: `<script>${ALERT}</script>` },
  { text: `\`\`<img src=x onerror=${ALERT}>\`\``, shown: `<img src=x onerror=${ALERT}>` },
  {
    text: `${FENCE}html\n<iframe srcdoc="<script>${ALERT}</script>"></iframe>\n${FENCE}`,
    shown: `<iframe srcdoc="<script>${ALERT}</script>"></iframe>`,
  },
  {
    text: `${FENCE}\n</code></pre><svg onload=${ALERT}>\n${FENCE}`,
    shown: `</code></pre><svg onload=${ALERT}>`,
  },
  { text: `${FENCE}\n${"w".repeat(2_000)}\n${FENCE}`, shown: "w".repeat(2_000) },
];

/** What somebody may write. */
export const MESSAGES: Hostile[] = [...PLAIN.map(same), ...RICH];

/** What somebody may want to be called, or call a room; what is too long is cut. */
export function labels(most: number): string[] {
  return MESSAGES.map(({ text }) => [...text].slice(0, most).join(""));
}

function same(text: string): Hostile {
  return { text, shown: text };
}
