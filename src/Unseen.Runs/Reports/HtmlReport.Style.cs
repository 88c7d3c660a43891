namespace Unseen.Runs.Reports;

/// <content>The style sheet.</content>
internal sealed partial class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --text: #1a1a1a; --soft: #555; --line: #d8d8d8; --ground: #fff;
            --tint: #f4f6f8; --accent: #0072B2; --second: #D55E00; }
        @media (prefers-color-scheme: dark) { :root { --text: #e8e8e8; --soft: #a8a8a8; --line: #444;
            --ground: #16181b; --tint: #22262b; --accent: #56B4E9; --second: #E69F00; } }
        body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
        main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0 0; }
        h2 { font-size: 1.25rem; margin: 2.4rem 0 0.6rem; break-after: avoid; }
        .subtitle, figcaption, dt { color: var(--soft); }
        .lead { font-size: 1.15rem; }
        figcaption { font-size: 0.9rem; margin-top: 0.4rem; }
        a { color: var(--accent); } nav a { margin-right: 1rem; white-space: nowrap; }
        figure { margin: 1.2rem 0; break-inside: avoid; }
        figure svg image { image-rendering: pixelated; }
        figure svg { display: block; box-sizing: border-box; max-width: 100%; height: auto; background: #fff;
            border: 1px solid var(--line); border-radius: 4px; }
        .narrow { display: none; }
        @media screen and (prefers-color-scheme: dark) {
            figure svg, figure svg image { filter: invert(0.92) hue-rotate(180deg); } }
        .pictures { display: flex; flex-wrap: wrap; gap: 0.8rem; } .pictures figure { margin: 0; width: 9rem; }
        .pictures img { display: block; max-width: 100%; border-radius: 4px; }
        table { border-collapse: collapse; font-size: 0.9rem; margin: 0.8rem 0; }
        tr { break-inside: avoid; }
        th, td { padding: 0.3rem 0.7rem; text-align: left; border-bottom: 1px solid var(--line); }
        th:first-child, td:first-child { padding-left: 0.4rem; }
        tbody th { font-weight: normal; }
        thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .best td { background: var(--tint); } .best td:first-child { box-shadow: inset 3px 0 var(--accent); }
        .bars { width: 100%; } .bars td:nth-child(2) { width: 40%; }
        .bars tbody th { min-width: 8rem; overflow-wrap: anywhere; }
        .axis { display: flex; justify-content: space-between; font-weight: normal; }
        .axis span { width: 0; display: flex; justify-content: center; }
        .bar { position: relative; height: 1.1rem; border-right: 1px solid var(--line); background:
            linear-gradient(90deg, var(--line) 1px, transparent 1px) 0 0 / 25% 100%; }
        .bar i { position: absolute; inset: 0.15rem auto 0.15rem 0; background: var(--accent); }
        .bar i.second { background: var(--second); }
        .bar b { position: absolute; top: calc(50% - 1px); height: 2px; background: var(--text);
            box-shadow: 0 0 0 1px var(--ground); }
        .first-key, .second-key { display: inline-block; width: 0.9rem; height: 0.9rem; margin: 0 0.3rem -0.1rem 0;
            background: var(--accent); } .second-key { background: var(--second); margin-left: 1.2rem; }
        pre { background: var(--tint); padding: 0.7rem 0.9rem; border-radius: 4px; font-size: 0.85rem;
            white-space: pre-wrap; overflow-wrap: anywhere; }
        .steps { padding-left: 1.2rem; }
        .note { background: var(--tint); border-left: 4px solid var(--accent); padding: 0.5rem 0.9rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        @media screen and (max-width: 40rem) {
            .broad { display: none; } .narrow { display: block; }
            dl { display: block; } dd { margin-bottom: 0.5rem; }
            th, td { padding: 0.3rem 0.35rem; }
            .stack, .stack tbody, .bars, .bars tbody { display: block; }
            .stack thead, .bars thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
                clip-path: inset(50%); }
            .stack tr, .bars tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: 0.4rem 0;
                border-bottom: 1px solid var(--line); }
            .stack td { border: 0; padding: 0 0.35rem; text-align: left; white-space: normal; }
            .stack td:first-child { width: 100%; font-weight: bold; }
            .stack td:not(:first-child)::before, .stack td.number:first-child::before {
                content: attr(data-heading) " "; color: var(--soft); }
            .stack td:empty { display: none; }
            .bars tbody th { border: 0; width: 100%; padding-bottom: 0; }
            .bars td { border: 0; padding-top: 0; padding-bottom: 0; }
            .bars td:nth-child(2) { width: 100%; }
            .bars td:nth-child(n + 3)::before { content: attr(data-heading) " "; color: var(--soft); }
        }
        @media print {
            :root { --text: #000; --ground: #fff; --tint: #f4f4f4; --line: #bbb; --soft: #333; --accent: #0072B2;
                --second: #D55E00; }
            body { font-size: 11pt; } main { max-width: none; padding: 0; }
            table { width: 100%; font-size: 8.5pt; }
            th, td { padding: 0.2rem 0.25rem; } .number { white-space: normal; }
            .bars th:nth-child(2), .bars td:nth-child(2) { padding-right: 1.2rem; }
            nav { display: none; } dl { display: block; } dd { margin-bottom: 0.4rem; }
            .bar, .bar i, .bar b, .note, .best td { print-color-adjust: exact; } }
        """;
}
