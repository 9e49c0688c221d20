"""What a first visit costs: `python bench/first_visit.py http://localhost:8000/careers/actuary/`.

Opens the page in headless Chromium with an empty cache and prints requests, bytes over the wire
(bodies and headers, as the browser received them), and the share of scripts.
"""

import shutil
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Response, sync_playwright


@dataclass(frozen=True)
class Visit:
    requests: int
    bytes: int
    script_bytes: int
    other_hosts: set[str]


def visit(browser: Browser, url: str) -> Visit:
    """Open `url` as a first-time visitor and wait until the network is quiet."""
    context = browser.new_context()
    responses: list[Response] = []
    page = context.new_page()
    page.on("response", lambda response: responses.append(response))
    page.goto(url, wait_until="networkidle")
    sizes = []
    for response in responses:
        size = response.request.sizes()
        sizes.append(
            (response.request.resource_type, size["responseBodySize"] + size["responseHeadersSize"])
        )
    context.close()
    hosts = {urlsplit(response.url).netloc for response in responses}
    return Visit(
        requests=len(sizes),
        bytes=sum(size for _, size in sizes),
        script_bytes=sum(size for kind, size in sizes if kind == "script"),
        other_hosts=hosts - {urlsplit(url).netloc, ""},
    )


def main(urls: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--no-first-run"],
        )
        for url in urls:
            result = visit(browser, url)
            print(
                f"{url}: {result.requests} requests, {result.bytes / 1024:.1f} KB in all, "
                f"{result.script_bytes / 1024:.1f} KB of scripts, other hosts: "
                f"{', '.join(result.other_hosts) or 'none'}"
            )
        browser.close()


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    main(sys.argv[1:])
