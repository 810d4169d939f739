// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace fingerpost {

/** The style of every page. It is part of the page, so it has no `<`, `>` or `&`, which HTML and
    XML would read differently. Colours have a contrast of at least 4.5:1 in both schemes (WCAG 2.2,
    1.4.3). A provider can replace `--accent` and `--on-accent`. A printed page shows the steps of
    the apps that are open, or of all apps if none is. */
inline constexpr std::string_view stylesheet = R"css(
:root{color-scheme:light dark;--accent:#1a5fb4;--on-accent:#fff;--ink:#1c1c1c;--soft:#595959;--paper:#fff;--field:#f4f4f4;--line:#8a8a8a;--wrong:#b00020}
@media screen and (prefers-color-scheme:dark){:root{--ink:#eee;--soft:#b3b3b3;--paper:#181818;--field:#262626;--line:#8a8a8a;--wrong:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;border-top:.5rem solid var(--accent);overflow-wrap:anywhere}
header,main,footer{max-width:44rem;margin:0 auto;padding:0 1rem}
header{display:flex;align-items:center;gap:.75rem;padding-top:1rem;font-weight:600}
header img{max-height:3rem;max-width:50%}
h1{font-size:1.7rem;line-height:1.2;margin:1rem 0 .5rem}
h2{font-size:1.3rem;line-height:1.3;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
label{display:block;margin-bottom:.25rem}
#address{width:100%;max-width:26rem;padding:.5rem;font:inherit;color:inherit;background:var(--field);border:1px solid var(--line);border-radius:.3rem}
button,.button{display:inline-block;min-height:2.75rem;padding:.5rem 1rem;font:inherit;font-weight:600;border:1px solid var(--line);border-radius:.3rem;background:var(--field);color:inherit;cursor:pointer;text-decoration:none}
.main{background:var(--accent);color:var(--on-accent);border-color:var(--on-accent)}
#ask .main{margin:.75rem 0}
a{color:inherit}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
[role=alert]{margin:.75rem 0;color:var(--wrong);font-weight:600}
details{border:1px solid var(--line);border-radius:.3rem;margin:.4rem 0}
summary{padding:.6rem .75rem;cursor:pointer;font-weight:600}
summary span,.note{color:var(--soft);font-weight:400}
details ol{margin:.25rem .75rem .75rem 0;padding-left:2.25rem}
details p{margin:.25rem .75rem .75rem}
code{font:.95em ui-monospace,monospace;background:var(--field);padding:0 .2em;border-radius:.2em;-webkit-user-select:all;user-select:all}
table{width:100%;border-collapse:collapse;margin:0 0 1.25rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-weight:400;color:var(--soft);width:35%;overflow-wrap:normal}
@media(max-width:19em){th,td{display:block;width:auto}th{border:0;padding-bottom:0}}
figure{margin:0 0 2rem}
figure svg{display:block;margin-top:.75rem;width:100%;max-width:18rem;height:auto;background:#fff}
footer{margin-top:2.5rem;padding-bottom:2rem;color:var(--soft);font-size:.9rem}
nav{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
nav button{min-height:2rem;padding:.2rem .6rem;font-weight:400}
nav [aria-current]{font-weight:600;border-color:var(--ink)}
@media print{
#ask,h1+p,nav,button,.button,.screen{display:none}
body{border:0;font-size:.8rem}
h2,summary{break-after:avoid}
li,table,figure{break-inside:avoid}
details{border:0}
summary{list-style:none}
details::details-content{content-visibility:visible}
main:has([open]) section:not(:has([open])),main:has([open]) details:not([open]){display:none}
}
)css";

}  // namespace fingerpost
