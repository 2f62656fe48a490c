"""An Esign gateway of BSrE on the loopback, of either version: it signs with certificates of nobody real, and fails as the real ones do."""

import base64
import io
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pikepdf
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from tests.signing.keys import PASSWORD, make_key

POLL = 0.02  # seconds until it hears that it shall stop
USER, SECRET = "rapat", "rahasia-gateway"
Reply = tuple[int, str, bytes]


@dataclass
class Person:
    """Who may sign, with which passphrase; ``status`` as the gateway calls it."""

    name: str
    passphrase: str
    status: str = "ISSUE"


@dataclass
class Call:
    """One paper that the gateway was asked to sign."""

    nik: str
    data: bytes
    shown: dict[str, Any]


@dataclass
class Gateway:
    """``people`` by NIK. ``trouble``: asked before each call of the sign path with the number of that call, from 1; what it returns is answered
    instead. ``before_answer``: called after papers were signed, before anything is answered. ``papers``: what was signed, in order."""

    version: int
    people: dict[str, Person] = field(default_factory=dict)
    trouble: Callable[[int], Reply | None] = lambda _number: None
    before_answer: Callable[[], None] = lambda: None
    touch: Callable[[bytes], bytes] = lambda data: data
    papers: list[Call] = field(default_factory=list)
    calls: int = 0

    def start(self) -> "Gateway":
        """Listen on 127.0.0.1."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(POLL,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """For MEETINGS_ESIGN_URL."""
        return f"http://{USER}:{SECRET}@127.0.0.1:{self._server.server_address[1]}/?version={self.version}"

    def sign(self, nik: str, passphrase: str, papers: list[tuple[bytes, dict[str, Any]]]) -> Reply | list[bytes]:
        """All of them, or none and why."""
        self.calls += 1
        if (instead := self.trouble(self.calls)) is not None:
            return instead
        person = self.people.get(nik)
        if person is None or person.status != "ISSUE":
            return _error(400, 2011, "User tidak terdaftar")
        if passphrase != person.passphrase:
            return _error(400, 2031, "Passphrase anda salah")
        for data, shown in papers:
            if shown and not _on_page(data, shown):
                return _error(400, 2040, "Koordinat tanda tangan di luar halaman")
        signed = [self.touch(_signed(data, person.name, shown)) for data, shown in papers]
        self.papers += [Call(nik, data, shown) for data, shown in papers]
        self.before_answer()
        return signed


def _error(status: int, code: int, told: str) -> Reply:
    return status, "application/json", json.dumps({"status_code": code, "error": told}).encode()


def spring(status: int, path: str = "/api/sign/pdf") -> Reply:
    """As the framework answers that the gateway is built with."""
    said = {"timestamp": "2026-11-30T11:00:00.000+00:00", "status": status, "error": "Internal Server Error", "path": path}
    return status, "application/json", json.dumps(said).encode()


def silence(seconds: float) -> Callable[[], None]:
    """Keeps quiet so long."""
    return lambda: time.sleep(seconds)


def _on_page(data: bytes, shown: dict[str, Any]) -> bool:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if not 1 <= shown["page"] <= len(pdf.pages):
            return False
        left, bottom, right, top = (float(edge) for edge in pdf.pages[shown["page"] - 1].mediabox)
        x, y, across, up = shown["box"]
        return left <= x and bottom <= y and across <= right and up <= top


def _signed(data: bytes, name: str, shown: dict[str, Any]) -> bytes:
    signer = signers.SimpleSigner.load_pkcs12_data(make_key(name), other_certs=[], passphrase=PASSWORD.encode())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        count = len(pdf.Root.get("/AcroForm", {}).get("/Fields", []))
    title, style, spot = f"Signature{count + 1}", None, {}
    if shown:
        whole = SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins.uniform(0), InnerScaling.STRETCH_TO_FIT
        )
        from PIL import Image

        picture = PdfImage(Image.open(io.BytesIO(shown["picture"])))
        style = StaticStampStyle(background=picture, background_layout=whole, background_opacity=1, border_width=0)
        spot = {"on_page": shown["page"] - 1, "box": tuple(round(edge) for edge in shown["box"])}
    about = signers.PdfSignatureMetadata(
        field_name=title, name=name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    signing = signers.PdfSigner(about, signer, stamp_style=style, new_field_spec=fields.SigFieldSpec(title, **spot))
    done: bytes = signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data))).getvalue()
    return done


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            """The status of a person, in version 1."""
            start = "/api/user/status/"
            if self._known() and gateway.version == 1 and self.path.startswith(start):
                self._status(self.path.removeprefix(start))

        def do_POST(self) -> None:
            """Papers to sign, and the status in version 2."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self._known():
                return
            if gateway.version == 1 and self.path == "/api/sign/pdf":
                self._sign_parts(body)
            elif gateway.version == 2 and self.path == "/api/v2/user/check/status":
                self._status(json.loads(body)["nik"])
            elif gateway.version == 2 and self.path == "/api/v2/sign/pdf":
                self._sign_json(json.loads(body))
            else:
                self._answer(*spring(404, self.path))

        def _known(self) -> bool:
            wanted = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
            if self.headers.get("Authorization") != f"Basic {wanted}":
                self._answer(401, "text/html", b"<h1>Unauthorized</h1>")
                return False
            return True

        def _status(self, nik: str) -> None:
            person = gateway.people.get(nik)
            status, code = (person.status, 1111) if person else ("NOT_REGISTERED", 1110)
            said = {"status_code": code, "status": status, "message": "Status pengguna"}
            self._answer(200, "application/json", json.dumps(said).encode())

        def _sign_parts(self, body: bytes) -> None:
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            sent = {
                part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
                for part in message_from_bytes(head + body, policy=HTTP).iter_parts()  # type: ignore[attr-defined]  # -- stubs
            }
            words = {name: value.decode() for name, value in sent.items() if name not in ("file", "imageTTD")}
            shown: dict[str, Any] = {}
            if words["tampilan"] == "visible":
                x, y, wide, high = (float(words[name]) for name in ("xAxis", "yAxis", "width", "height"))
                shown = {"page": int(words["page"]), "box": (x, y, x + wide, y + high), "picture": sent["imageTTD"]}
            answer = gateway.sign(words["nik"], words["passphrase"], [(sent["file"], shown)])
            self._answer(200, "application/pdf", answer[0]) if isinstance(answer, list) else self._answer(*answer)

        def _sign_json(self, sent: dict[str, Any]) -> None:
            (about,) = sent["signatureProperties"]
            papers = []
            for each in sent["file"]:
                data, shown = base64.b64decode(each), dict[str, Any]()
                if about["tampilan"] == "VISIBLE":
                    with pikepdf.open(io.BytesIO(data)) as pdf:
                        page = pdf.pages[min(about["page"], len(pdf.pages)) - 1]
                        top = float(page.mediabox[3])
                    x, y, wide, high = (about[name] for name in ("originX", "originY", "width", "height"))
                    box = (x, top - y - high, x + wide, top - y)
                    shown = {"page": about["page"], "box": box, "picture": base64.b64decode(about["imageBase64"])}
                papers.append((data, shown))
            answer = gateway.sign(sent["nik"], sent["passphrase"], papers)
            if not isinstance(answer, list):
                return self._answer(*answer)
            said = {"time": 812, "file": [base64.b64encode(each).decode() for each in answer]}
            self._answer(200, "application/json", json.dumps(said).encode())

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status == 429:
                self.send_header("Retry-After", "7")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
