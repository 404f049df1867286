"""Attack strings, ours and a folder of public ones, in every place an author can write."""

import json
import os
from pathlib import Path

import pytest

from articles.rendering import find_problems, render

from .safe_html import violations

OURS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><svg onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x](x "onerror=alert(1)")',
    '[x](https://x.org "onmouseover=alert(1)")',
    '[x](https://x.org/"onmouseover="alert(1))',
    "[x](https://x.org/'><script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](https://example.org@evil.example)",
    "[x](https:evil.example)",
    '```x" onclick="alert(1)\ny\n```',
    "~~~<script>\nalert(1)\n~~~",
    '[@a, "><img src=x onerror=alert(1)>]',
    "[@a](javascript:alert(1))",
    "[@<script>]",
    "## <h1 id=main>x</h1>",
    "## x {#main .c onclick=alert(1)}",
    "|<th onclick=alert(1)>|[@a]|\n|:-|-:|\n|<script>|`<b>`|",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
    "\ue0000\ue002\ue0010\ue002&#xE000;0&#xE002;",
    "<a href='#r1' class='c' id='c1a'>[1]</a>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<style>@import'//evil.example';</style><link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example><form action=//evil.example><input name=x>",
    "5 mg<script> 1 to 2 mg/kg</script> < 1 %",
]
PLACES = [
    *(
        "{}",
        "word {} word",
        "## {}",
        "### x {}",
        "- {}",
        "> {}",
        "**{}**",
        "*{}",
        "`{}`",
        "    {}",
        "[@a] {}",
    ),
    *(
        "| {} | x |\n|---|---|\n| {} | [@a] |",
        "[x]({})",
        "[x](<{}>)",
        "[{}](https://example.org)",
        "<{}>",
        "![{}]({})",
    ),
    *(
        "[x]: {}\n\n[x]",
        '[x](https://example.org "{}")',
        "[@a, {}]",
        "[@{}]",
        "```{}\nx\n```",
        "```\n{}\n```",
        "{}\n===\n",
    ),
    *("5 {} mg", "[@a; {}]", "\\{}", "&{};"),
]


def slips(payload: str) -> list[str]:
    """The places in which the payload brings something into the page that must not be there."""
    found = []
    for place in PLACES:
        body = place.replace("{}", payload)
        find_problems(body, ["a"])
        # The label is what the library says about a source, so an attacker may have written it too.
        if bad := violations(render(body, {"a": payload}).html):
            found.append(f"{body!r}: {bad}")
    return found


@pytest.mark.parametrize("payload", OURS)
def test_none_of_our_attack_strings_gets_through(payload):
    assert slips(payload) == []


def test_the_check_itself_finds_what_must_not_be_there():
    seen = violations(
        '<p onclick="x"><script></script><a href="javascript:x" id="main">y</a><!-- z --></b><i>'
    )
    assert seen == [
        "<p onclick='x'>",
        "<script>",
        "<a href='javascript:x'>",
        "<a id='main'>",
        "<!-- z -->",
        "</b> closes something else",
        "<i>",
        "i",
    ]
    for html in (
        '<h2 id="a"></h2>',
        '<a href="//x">y</a>',
        '<a href="https://x@y">y</a>',
        '<span class="z">y</span>',
    ):
        assert violations(html)


@pytest.mark.skipif(
    "ATTACK_CORPUS" not in os.environ, reason="ATTACK_CORPUS names no folder of attack strings"
)
def test_no_attack_string_of_the_corpus_gets_through():
    files = sorted(Path(os.environ["ATTACK_CORPUS"]).glob("*.json"))
    payloads = [entry["payload"] for file in files for entry in json.loads(file.read_text(encoding="utf-8"))]
    assert payloads, "the folder holds no attack strings"
    assert [slip for payload in payloads for slip in slips(payload)] == []
