/** The looks of an HTML report: the colours of the web UI, light and dark. */
export const htmlStyle = `
:root{color-scheme:light dark;--page:light-dark(#f6f7f9,#0d0f13);--surface:light-dark(#fff,#14171d);
--line:light-dark(#e2e5eb,#262b35);--text:light-dark(#14171d,#e9ebf0);--muted:light-dark(#545b6b,#a6adbb);
--ref:light-dark(#b9c0cd,#4b5363);--cur:light-dark(#2459d6,#82a8ff);--ok:light-dark(#1a7a45,#5bc88a);
--ok-soft:light-dark(#e6f4eb,#14301f);--warn:light-dark(#8f5400,#f0b450);--warn-soft:light-dark(#fdf1dc,#352a12);
--bad:light-dark(#bd2525,#ff8080);--bad-soft:light-dark(#fdebeb,#3a1a1d);--soft:light-dark(#f1f3f6,#1b1f27)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);font:14px/1.5 Inter,system-ui,
-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main,header>div{max-width:1240px;margin:0 auto;padding:0 24px}
header{background:var(--surface);border-bottom:1px solid var(--line);padding:20px 0 16px}
h1{font-size:20px;margin:0;display:flex;align-items:center;gap:12px}h2{font-size:16px;margin:28px 0 12px}
h3{font-size:14px;margin:0;font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.top{display:flex;justify-content:space-between;gap:16px;flex-wrap:wrap}
.tools{display:flex;gap:8px}.tools button{font:inherit;color:var(--text);background:var(--soft);
border:1px solid var(--line);border-radius:6px;padding:4px 12px;cursor:pointer}
.facts{margin:10px 0 0;padding:0;list-style:none;color:var(--muted);font-family:ui-monospace,Menlo,Consolas,monospace;
font-size:12.5px;white-space:pre-wrap;overflow-wrap:anywhere}
.counts{color:var(--muted);margin:6px 0 0}
.chip{border-radius:99px;padding:1px 10px;font-size:12.5px;font-weight:600;white-space:nowrap}
.pass{color:var(--ok);background:var(--ok-soft)}.warn{color:var(--warn);background:var(--warn-soft)}
.fail{color:var(--bad);background:var(--bad-soft)}.skip{color:var(--muted);background:var(--soft)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:14px 16px;min-width:0}
.card.is-fail{border-left:3px solid var(--bad)}.card.is-warn{border-left:3px solid var(--warn)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(360px,1fr));gap:14px;align-items:start}
.head{display:flex;align-items:baseline;gap:8px;justify-content:space-between}
.kinds{color:var(--muted);font-size:12.5px;margin-bottom:6px}
.finding{display:grid;grid-template-columns:18px 92px 1fr;gap:6px;padding:3px 0;font-size:13px}
.wide .finding{grid-template-columns:18px 130px 1fr;padding:6px 0;border-top:1px solid var(--line);font-size:14px}
.wide .finding:first-child{border-top:0}
.finding b{font-weight:400;color:var(--muted)}.finding>i{font-style:normal;font-weight:700;background:none}
.finding span{overflow-wrap:anywhere}.finding small{display:block;color:var(--muted);font-size:12px}
svg{display:block;width:100%;height:auto;margin:10px 0 4px}svg text{fill:var(--muted);font-size:10.5px}
.r{fill:var(--ref)}.c{fill:var(--cur)}.cl{fill:none;stroke:var(--cur);stroke-width:1.6}.cf{fill:var(--cur);opacity:.13}
.axis{stroke:var(--line)}
details{margin-top:6px}summary{cursor:pointer;color:var(--muted);font-size:12.5px}
table{border-collapse:collapse;width:100%;font-size:12.5px;margin-top:4px}
td,th{padding:3px 6px;text-align:right;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
th{font-weight:500;color:var(--muted);border-top:0}td:first-child,th:first-child{text-align:left;color:var(--muted);padding-left:0}
.legend{display:flex;gap:16px;color:var(--muted);font-size:12.5px;margin-left:auto;font-weight:400}
.legend i{display:inline-block;width:14px;height:9px;margin-right:6px;border-radius:2px}
h2.with{display:flex;align-items:baseline;gap:16px;flex-wrap:wrap}
nav{display:flex;gap:6px;flex-wrap:wrap;margin:0 0 14px}nav a{font:12.5px ui-monospace,Menlo,Consolas,monospace;text-decoration:none;
padding:1px 8px;border-radius:6px}
footer{color:var(--muted);font-size:12.5px;padding:28px 0 40px}
:root[data-lang=en] [lang=zh],:root[data-lang=zh] [lang=en]{display:none}
@media(max-width:480px){.grid{grid-template-columns:1fr}main,header>div{padding:0 14px}}
@media print{.tools{display:none}.card{break-inside:avoid}}
`.replaceAll("\n", "");

/** Switches language and theme; without scripts the report is read in the language it was made for. */
export const htmlScript = `
const r=document.documentElement;
document.getElementById("lang").onclick=()=>{r.dataset.lang=r.dataset.lang==="zh"?"en":"zh";r.lang=r.dataset.lang==="zh"?"zh-CN":"en"};
document.getElementById("theme").onclick=()=>{const d=r.dataset.theme?r.dataset.theme==="dark":matchMedia("(prefers-color-scheme:dark)").matches;
r.dataset.theme=d?"light":"dark"};
`.replaceAll("\n", "");
