/** How a page around charts looks: on a phone, on a wide screen, and on paper. */
import { chartStyle, themeStyle } from "./chart-style.ts";

const font = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';

const base = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--card);color:var(--text);font:1rem/1.5 ${font}}
main,header,footer{max-width:68rem;margin:0 auto;padding:0 1.5rem}
h1,h2,h3{line-height:1.25;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:1.75rem;margin:1.75rem 0 .25rem}
h2{font-size:1.3rem;margin:0 0 .5rem}
h3{font-size:1.05rem;margin:1.75rem 0 .35rem}
p,ul,ol{margin:.5rem 0;overflow-wrap:anywhere}
p,li,dd{max-width:48rem}
ul,ol{padding-left:1.4rem}
li{margin:.3rem 0}
a{color:var(--mark)}
a:focus-visible,summary:focus-visible,.table:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--card);z-index:10}
.day{white-space:nowrap}
.muted,figcaption,caption{color:var(--muted);font-size:.875rem}
.problem{border-left:4px solid var(--rise);padding:.1rem 0 .1rem .8rem}
section{margin:2.5rem 0 0;padding-top:1.5rem;border-top:1px solid var(--grid)}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0;font-size:.9rem}
nav li{margin:0}
nav a{display:inline-block;padding:.2rem 0}
`;

const answers = `
.answers{display:grid;grid-template-columns:1fr;gap:1rem;margin:1.25rem 0}
.answers>div{border:1px solid var(--grid);border-radius:.6rem;padding:.9rem 1.1rem}
.answers h2{font-size:.9rem;font-weight:600;color:var(--muted);margin:0}
.answers p{margin:.35rem 0 0}
@media (min-width:720px){.answers{grid-template-columns:1fr 1fr}}
@media print{.answers{grid-template-columns:1fr 1fr;gap:.6rem}}
.lead{font-size:1.15rem;margin:1rem 0}
.answers .first{font-size:1.2rem;font-weight:600;line-height:1.35;font-variant-numeric:tabular-nums}
`;

const tables = `
.table{overflow-x:auto;margin:.9rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:0 0 .35rem;caption-side:top}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
caption span{display:inline-block;position:sticky;left:0;max-width:min(100%,calc(100vw - 1.5rem))}
thead th{color:var(--muted);font-weight:600;border-bottom:1px solid var(--axis);vertical-align:bottom}
tbody th{font-weight:600;min-width:7rem;max-width:22rem;overflow-wrap:anywhere}
td.words{min-width:7rem;max-width:26rem;overflow-wrap:anywhere}
th.number,td.number{text-align:right;white-space:nowrap;min-width:0}
thead th.number{white-space:normal}
.facts th{font-weight:400;color:var(--muted);padding-right:1.5rem}
.facts td{font-weight:600;max-width:34rem;overflow-wrap:anywhere}
meter{width:4.5rem;height:.7rem;vertical-align:middle;appearance:none;background:var(--grid);border-radius:.2rem}
meter::-webkit-meter-inner-element{border-radius:.2rem;overflow:hidden}
meter::-webkit-meter-bar{background:var(--grid);border:0;border-radius:.2rem;height:.7rem}
meter::-webkit-meter-optimum-value{background:var(--mark)}
meter::-moz-meter-bar{background:var(--mark)}
details{margin:.9rem 0}
summary{cursor:pointer;padding:.3rem 0;color:var(--mark)}
`;

const figures = `
figure{margin:1rem 0}
figcaption{margin-top:.25rem}
.charts>div{display:none}
.charts svg{width:100%}
.charts .narrow{max-width:30rem}
.charts .medium{max-width:45rem}
@media (max-width:599px){.charts .narrow{display:block}main,header,footer{padding:0 .625rem}h1{font-size:1.45rem}meter{display:none}th,td{padding-right:.55rem}.answers>div{padding:.8rem .9rem}}
@media (min-width:600px) and (max-width:899px){.charts .medium{display:block}}
@media (min-width:900px){.charts .wide{display:block}}
`;

const paper = `
@page{margin:14mm 13mm}
@media print{
html{font-size:9.5pt}
main,header,footer{padding:0;max-width:none}
nav,.skip,meter,.screen{display:none}
.charts .narrow,.charts .wide{display:none}
.charts .medium{display:block;max-width:none}
.table{overflow:visible}
table{font-size:.86rem}
th,td{padding:.22rem .5rem .22rem 0}
tbody th{min-width:0}
td.words{min-width:5rem}
thead{display:table-header-group}
figure,tr,.answers>div,.problem{break-inside:avoid}
h1,h2,h3,caption{break-after:avoid}
section{margin-top:1.5rem;padding-top:1rem}
summary{display:none}
details::details-content{content-visibility:visible;display:block}
a{color:inherit;text-decoration:none}
}
`;

export const pageStyle = [themeStyle, chartStyle, base, answers, tables, figures, paper].join("");
