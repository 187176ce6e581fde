"""A page as Chromium shows it, at a width: what it asks for, what its console says, and how wide it became."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60.0
"""Seconds for the browser to start, and for a page."""
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-extensions", "--remote-debugging-port=0", "about:blank",
)  # fmt: skip
WIDER = """Array.from(document.querySelectorAll('body *')).filter(e => !e.closest('.scroll') && !e.closest('svg') &&
 e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""


@dataclass
class Shown:
    """What became of a page."""

    requests: list[str] = field(default_factory=list)
    """addresses asked for, the page's own left out"""
    console: list[str] = field(default_factory=list)
    width: int = 0
    """pixels of the document, scrolled or not"""
    wider: list[str] = field(default_factory=list)
    """beginnings of elements that stand out of the window"""
    text: str = ""
    alerts: list[str] = field(default_factory=list)
    picture: bytes = b""


def show(page: Path, widths: tuple[int, ...], profile: Path) -> dict[int, Shown]:
    """The page at each width; `profile` is a folder for the browser's files."""
    assert CHROMIUM is not None
    command = [CHROMIUM, f"--user-data-dir={profile}", *OPTIONS]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as browser:
        try:
            return asyncio.run(_visit(browser, page, widths))
        finally:
            browser.kill()


async def _visit(browser: subprocess.Popen[str], page: Path, widths: tuple[int, ...]) -> dict[int, Shown]:
    address = await asyncio.wait_for(asyncio.to_thread(_address, browser), PATIENCE)
    connection = await websocket_connect(address)
    session = _Session(connection)
    target = (await session.call("Target.createTarget", url="about:blank"))["targetId"]
    session.name = (await session.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        await session.call(f"{domain}.enable")
    try:
        return {width: await asyncio.wait_for(session.open(page, width), PATIENCE) for width in widths}
    finally:
        connection.close()
        while await connection.read_message() is not None:
            pass
        await asyncio.sleep(0)  # the socket is closed in a callback


def _address(browser: subprocess.Popen[str]) -> str:
    assert browser.stderr is not None
    for line in browser.stderr:
        if "listening on " in line:
            return line.split("listening on ")[1].strip()
    raise AssertionError("the browser did not start")


class _Session:
    """Commands to one tab, and what it tells meanwhile."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection, self.name, self.number, self.shown = connection, "", 0, Shown()

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a command; events that come first are noted."""
        number = await self._send(method, **parameters)
        while True:
            told = await self._read()
            if told.get("id") == number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    async def _read(self) -> dict[str, Any]:
        text = await self.connection.read_message()
        assert text is not None, "the browser has gone"
        told: dict[str, Any] = json.loads(text)
        event, found = told.get("method", ""), told.get("params", {})
        if event == "Network.requestWillBeSent":
            self.shown.requests.append(found["request"]["url"])
        elif event == "Runtime.consoleAPICalled":
            self.shown.console.append(str(found["args"]))
        elif event == "Runtime.exceptionThrown":
            self.shown.console.append(str(found["exceptionDetails"]["text"]))
        elif event == "Log.entryAdded":
            self.shown.console.append(found["entry"]["text"])
        elif event == "Page.javascriptDialogOpening":
            self.shown.alerts.append(found["message"])
            await self._send("Page.handleJavaScriptDialog", accept=True)
        return told

    async def _send(self, method: str, **parameters: Any) -> int:
        """A command whose result nobody waits for here."""
        self.number += 1
        asked = {"id": self.number, "method": method, "params": parameters}
        await self.connection.write_message(json.dumps(asked | ({"sessionId": self.name} if self.name else {})))
        return self.number

    async def open(self, page: Path, width: int) -> Shown:
        """Load the page at a width and look at it."""
        self.shown = Shown()
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        await self.call("Page.navigate", url=page.as_uri())
        while (await self._read()).get("method") != "Page.loadEventFired":
            pass
        self.shown.width = await self._value("document.documentElement.scrollWidth")
        self.shown.wider = await self._value(WIDER)
        self.shown.text = await self._value("document.body.innerText")
        shot = await self.call("Page.captureScreenshot", captureBeyondViewport=True)
        self.shown.picture = base64.b64decode(shot["data"])
        self.shown.requests = [address for address in self.shown.requests if address != page.as_uri()]
        return self.shown

    async def _value(self, expression: str) -> Any:
        found = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"]["value"]
