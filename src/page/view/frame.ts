/** The page inside the chat before any result has come: the elements that its script fills, and their style. */
import { html } from "../html.ts";
import { pageStyle } from "../page-style.ts";

export const viewBody = html`<main>
<h1 id="title">Alephant</h1>
<p id="subject" class="muted"></p>
<form id="controls" hidden></form>
<p id="note" class="muted" role="status">Waiting for the figures.</p>
<p id="headline" hidden></p>
<figure id="figure" hidden></figure>
<div id="warnings"></div>
<div id="tables"></div>
</main>`;

/** A host's own colours and font replace the page's where it gives some that can be read (host-theme.ts). */
const view = `
:root[data-host]{--card:var(--host-card);--text:var(--host-text)}
body{background:var(--card);color:var(--text);font-size:.95rem}
:root[data-host-font] body{font-family:var(--host-font)}
main{max-width:none;padding:.75rem .9rem}
h1{font-size:1.05rem;margin:0 0 .2rem}
#subject{margin:0 0 .4rem;font-size:.875rem}
#subject:empty{display:none}
h2{font-size:.95rem;margin:.6rem 0 .2rem;padding:0;border:0}
form{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.4rem 0}
form[hidden]{display:none}
label{display:flex;align-items:center;gap:.4rem;font-size:.875rem;color:var(--muted)}
select{font:inherit;color:var(--text);background:var(--card);border:1px solid var(--axis);border-radius:.35rem;padding:.25rem .4rem;min-height:1.75rem;max-width:14rem}
select:focus-visible{outline:2px solid var(--mark);outline-offset:1px}
select:disabled{color:var(--muted);border-style:dashed}
figure{margin:.6rem 0}
figure svg{width:100%}
#note:empty{display:none}
#note{margin:.3rem 0}
#note.problem{font-size:.95rem;color:var(--text)}
p[hidden]{display:none}
[aria-busy=true] #figure,[aria-busy=true] #tables{opacity:.55}
ul.warnings{margin:.2rem 0 .6rem;padding-left:.7rem;border-left:.2rem solid var(--mean);list-style:none;font-size:.875rem}
`;

export const viewStyle = `${pageStyle}${view}`;
